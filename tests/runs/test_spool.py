"""What pages gave waits on the disk: order, latest captures, kept private, gone at the end."""

import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.inputs.base import Served, served
from pipeline.options import PLAIN
from pipeline.runs import finished, spool
from pipeline.runs.execute import execute
from pipeline.runs.finished import parse_unfinished
from pipeline.runs.parquet import GROUP, write_parquet
from pipeline.runs.spool import NAME, Spool
from pipeline.runs.worker import PageLines

PAGE = PageLines("a", "r1", "2024", "records", ("1", "中\u2028🜨"), "d", None, None, ("i",))
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def test_lines_come_back_in_the_order_of_the_pages(tmp_path: Path) -> None:
    with Spool(tmp_path) as kept:
        assert kept.add(PAGE) == 1
        refused = replace(PAGE, name="b", report="r2", end="refused", records=(), refused="x")
        assert kept.add(refused) == 2
        assert kept.add(replace(PAGE, name="c", report="r3", records=("3",), issues=())) == 3
        assert list(kept.lines(spool.RECORDS)) == ["1", "中\u2028🜨", "3"]
        assert list(kept.lines(spool.DOCUMENT)) == ["d", "d", "d"]
        assert list(kept.lines(spool.REFUSED)) == ["x"]
        assert list(kept.lines(spool.QUARANTINED)) == []
        assert (kept.count(spool.RECORDS), kept.count(spool.ISSUES)) == (3, 2)
        assert kept.ends() == {"records": 2, "refused": 1}
        assert list(kept.superseded()) == [] and kept.count_superseded() == 0


@pytest.mark.parametrize(
    ("captures", "stands"),
    [
        ([("a", "2023", "records"), ("b", "2024", "refused")], "b"),
        ([("a", "2024", "records"), ("b", "2023", "records")], "a"),
        ([("a", "2024", "records"), ("b", "2024", "records")], "b"),
        ([("a", "2023", "records"), ("b", "2024", "quarantined")], "a"),
        ([("a", "2024", "quarantined"), ("b", "", "records")], "b"),
    ],
)
def test_the_latest_capture_that_could_be_read_stands(
    tmp_path: Path, captures: list[tuple[str, str, str]], stands: str
) -> None:
    with Spool(tmp_path) as kept:
        kept.add(replace(PAGE, name="other", report="r0", records=("other",)))
        for name, at, end in captures:
            kept.add(replace(PAGE, name=name, retrieved_at=at, end=end, records=(name,)))
        assert list(kept.lines(spool.RECORDS)) == ["other", stands]
        (fell,) = {name for name, _, _ in captures} - {stands}
        assert list(kept.superseded()) == [(fell, stands)]
        assert kept.count_superseded() == 1
        assert kept.count(spool.RECORDS) == 2 and kept.ends().total() == 2


def test_the_first_capture_of_the_same_bytes_is_known(tmp_path: Path) -> None:
    with Spool(tmp_path) as kept:
        assert kept.first("r", "1", "a") == ("a", True)
        assert kept.first("r", "1", "b") == ("a", False)
        assert kept.first("r", "2", "c") == ("c", True)
        assert kept.first("other", "1", "d") == ("d", True)
        for line in "xy":
            kept.note(spool.REPEATED, line)
        assert list(kept.lines(spool.REPEATED)) == ["x", "y"]
        assert kept.count(spool.REPEATED) == 2


def test_it_is_private_and_begun_anew_and_removed(tmp_path: Path) -> None:
    # As a killed run left it, half written.
    (tmp_path / NAME).write_bytes(b"SQLite format 3\0 torn")
    with Spool(tmp_path) as kept:
        kept.add(PAGE)
        assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert not list(tmp_path.iterdir())


def test_a_finished_run_holds_no_spool(tmp_path: Path) -> None:
    case = next(FIXTURES.glob("*/page.html")).parent
    (tmp_path / "run.partial").mkdir()
    (tmp_path / "run.partial" / NAME).write_bytes(b"torn")
    run = execute([case], tmp_path / "run", 0)
    assert NAME not in run.files and not (tmp_path / "run" / NAME).exists()


class KnowsAll:
    """A place that knows every page."""

    def find(self, keys: Sequence[str]) -> Mapping[str, PageLines]:
        return dict.fromkeys(keys, PAGE)

    def keep(self, key: str, lines: PageLines) -> None:
        pytest.fail("kept what is known")

    def flush(self) -> None:
        pass


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_pages_that_are_known_are_not_read_far_ahead(workers: int) -> None:
    read = 0

    def pages() -> Iterator[Served]:
        nonlocal read
        for number in range(2_000):
            read += 1
            yield served(f"{number}", b"x")

    taken = [0]
    found = parse_unfinished(pages(), workers, PLAIN, KnowsAll(), lambda: taken.append(1))
    assert next(found) == PAGE
    assert read < 100
    assert sum(1 for _ in found) == 1_999 and sum(taken) == 2_000


def test_known_pages_keep_their_place_among_parsed_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finished, "page_key", lambda capture, _configuration: capture.name)
    kept = dict[str, PageLines]()

    class KnowsSome(KnowsAll):
        def find(self, keys: Sequence[str]) -> Mapping[str, PageLines]:
            known = [key for key in keys if int(key) % 3 == 0 or 16 <= int(key) < 24]
            return {key: replace(PAGE, name=key) for key in known}

        def keep(self, key: str, lines: PageLines) -> None:
            kept[key] = lines

    pages = [served(str(number), b"") for number in range(30)]
    lines = list(parse_unfinished(pages, 2, PLAIN, KnowsSome(), lambda: None))
    assert [one.name for one in lines] == [str(number) for number in range(30)]
    assert all(key == one.name and one != PAGE for key, one in kept.items())
    assert len(kept) == sum(1 for n in range(30) if n % 3 and not 16 <= n < 24)


@pytest.mark.parametrize("count", [0, 1, GROUP, GROUP + 1])
def test_parquet_has_groups_of_records(tmp_path: Path, count: int) -> None:
    execute([FIXTURES / "feed-rus-ir-crystal"], tmp_path / "run", 0)
    line = (tmp_path / "run" / "records.jsonl").read_text("utf-8").split("\n")[0]
    path = tmp_path / "many.parquet"
    write_parquet((line for _ in range(count)), path)
    data = pq.ParquetFile(path).metadata
    groups = [data.row_group(at).num_rows for at in range(data.num_row_groups)]
    assert groups == ([count] if count <= GROUP else [GROUP, count - GROUP])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
