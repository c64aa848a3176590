"""Gold of one's own pages: drawn blind, coded, compared, settled, and measured by."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.main import cli
from pipeline.evaluation.scoring import evaluate
from pipeline.gold_samples.drawing import FramePage, draw_pages, frame_of
from pipeline.gold_samples.errors import GoldSampleError
from pipeline.gold_samples.settling import agreement, settle
from pipeline.gold_samples.sheets import read_sheet, write_sample
from pipeline.runs.execute import execute

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
PAGES = (
    "bil-milan-cards",
    "most-belarus-laser-repair",
    "prov-sichuan-cards",
    "emben-c18-lamb-warmer",
)


def page(number: int, language: str = "zh", source: str = "most") -> FramePage:
    return FramePage(
        sha256=f"{number:064x}", url=None, language=language, source=source, text=f"第{number}页"
    )


FRAME = [page(at, "zh" if at % 4 else "en", "most" if at % 3 else "feed") for at in range(60)]


@given(st.integers(4, 60), st.text(max_size=5), st.sampled_from([("language",), ("source",), ()]))
def test_strata_get_their_share_and_at_least_one(n: int, seed: str, by: tuple[str, ...]) -> None:
    sample = draw_pages("run", FRAME, n, seed, by, 0.2)
    assert len(set(sample.pages)) == n == sum(each.drawn for each in sample.strata)
    assert set(sample.double) <= set(sample.pages) and len(sample.double) >= n / 5
    for each in sample.strata:
        assert 1 <= each.drawn <= each.frame
        assert abs(each.drawn - n * each.frame / 60) <= 1
    assert sample == draw_pages("run", FRAME[::-1], n, seed, by, 0.2)


def test_too_few_pages_are_told() -> None:
    with pytest.raises(GoldSampleError, match="there are 60 pages to draw 61 from"):
        draw_pages("run", FRAME, 61, "a", (), 0.2)
    with pytest.raises(GoldSampleError, match="4 strata need as many pages"):
        draw_pages("run", FRAME, 3, "a", ("language", "source"), 0.2)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("gold") / "run"
    execute([FIXTURES / name for name in PAGES], out, 0)
    return out


@pytest.fixture
def folder(run: Path, tmp_path: Path) -> Path:
    """A sample of all four pages, two of which are to be coded twice."""
    frame = list(frame_of(run))
    write_sample(draw_pages("run", frame, 4, "a", (), 0.5), frame, tmp_path / "gold")
    return tmp_path / "gold"


def code(path: Path, **changed: Any) -> list[str]:
    """Code every page of a sheet as the bundled gold has it, and its first one otherwise."""
    known = {
        sha256(next((FIXTURES / name).glob("page.*")).read_bytes()).hexdigest(): name
        for name in PAGES
    }
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for number, line in enumerate(lines):
        gold = json.loads((FIXTURES / known[line["sha256"]] / "gold.json").read_text("utf-8"))
        line |= {name: gold[name] for name in ("publication_date", "referring_mission")}
        line["opportunities"] = gold["opportunities"]
        if not number:
            line["opportunities"][0] |= changed
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return [line["page_id"] for line in lines]


def test_sheets_show_the_page_and_nothing_that_was_extracted(folder: Path) -> None:
    lines = [json.loads(x) for x in (folder / "coder-1.jsonl").read_text("utf-8").splitlines()]
    assert len(lines) == 4 and all(line["text"] for line in lines)
    for line in lines:
        assert (
            line["opportunities"] is line["publication_date"] is line["referring_mission"] is None
        )
        assert set(line) == {
            "page_id", "sha256", "kind", "languages", "url", "text",
            "publication_date", "referring_mission", "opportunities",
        }  # fmt: skip
    assert len((folder / "coder-2.jsonl").read_text("utf-8").splitlines()) == 2
    with pytest.raises(GoldSampleError, match="is not empty"):
        write_sample(draw_pages("run", FRAME, 1, "a", (), 0), FRAME, folder)


def test_coders_are_compared_and_what_differs_is_adjudicated(folder: Path, run: Path) -> None:
    with pytest.raises(GoldSampleError, match=r"no page of coder-2\.jsonl is coded by both"):
        agreement(folder)
    code(folder / "coder-1.jsonl")
    [first, _] = code(folder / "coder-2.jsonl", direction="event_or_programme", title="另一个标题")
    found = agreement(folder, bootstrap=0)
    assert (found.pages, found.waiting, found.apart) == (2, 0, (first,))
    assert found.metrics["ip_status"].headline == 1.0
    assert (found.metrics["direction"].headline or 0) < 1
    assert settle(folder) == (3, (first,))
    lines = (folder / "coder-1.jsonl").read_text("utf-8").splitlines()
    (right,) = [line for line in lines if json.loads(line)["page_id"] == first]
    (folder / "adjudicated.jsonl").write_text(right + "\n", "utf-8")
    assert settle(folder) == (4, ())
    # What was settled is what eval measures by, the bytes of the pages not being there.
    whole = evaluate(folder, run, bootstrap=0)
    assert whole.overall.pages == 4 and whole.unseen == ()
    assert whole.overall.metrics["page_detection"].headline == 1.0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"direction": "sideways"}, "coder-1.jsonl:1: direction 'sideways' is none of"),
        ({"technology_fields": ["magic"]}, "technology_fields 'magic' is none of"),
        ({"amounts": "much"}, r"coder-1.jsonl:1: opportunities.0.amounts"),
    ],
)
def test_what_is_no_code_is_told_by_its_line(
    folder: Path, change: dict[str, Any], told: str
) -> None:
    code(folder / "coder-1.jsonl", **change)
    with pytest.raises(GoldSampleError, match=told):
        settle(folder)


def test_lines_of_other_pages_are_told(folder: Path) -> None:
    code(folder / "coder-1.jsonl")
    drawn = json.loads((folder / "sample.json").read_text("utf-8"))["pages"]
    with pytest.raises(GoldSampleError, match="was not drawn"):
        read_sheet(folder / "coder-1.jsonl", drawn[1:])
    text = (folder / "coder-1.jsonl").read_text("utf-8")
    (folder / "coder-1.jsonl").write_text(text + text, "utf-8")
    with pytest.raises(GoldSampleError, match=r"coder-1\.jsonl:5: page .* stands twice"):
        read_sheet(folder / "coder-1.jsonl", drawn)


def test_the_commands_do_all_of_it(run: Path, tmp_path: Path) -> None:
    def call(*arguments: str) -> str:
        done = CliRunner().invoke(cli, [*arguments], standalone_mode=False, catch_exceptions=False)
        return done.stdout

    out = tmp_path / "gold"
    told = call(
        "gold", "sample", str(run), "--n", "4", "--seed", "a", "--by", "", "--out", str(out)
    )
    assert "4 of 4 pages, 1 of them twice" in told
    for name in ("coder-1.jsonl", "coder-2.jsonl"):
        code(out / name)
    assert "1 pages coded by both, 0 lines not coded yet" in call("gold", "agreement", str(out))
    assert call("gold", "settle", str(out)).startswith("4 pages in ")
    found = json.loads(call("eval", str(out), str(run), "--json", "--bootstrap", "0"))
    assert found["pages"] == 4
