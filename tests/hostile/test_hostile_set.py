"""The hostile set the whole way in one run: each file accounted for, neighbours unharmed."""

from pathlib import Path

import pytest
from hostile_case import READ
from hostile_set import all_cases, ends_by_file, ends_of, write_set

from models.run import Run
from pipeline.bounds import bounds
from pipeline.runs.execute import execute
from pipeline.runs.records import read_records

# Floods so many times smaller than in `make hostile`, to keep the suite short.
SMALLER = 20


@pytest.fixture(scope="module")
def the_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path, int]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "pages").mkdir()
    goods = write_set(folder / "pages", all_cases(SMALLER))
    run = execute([folder / "pages"], folder / "run", workers=2)
    return run, folder / "run", goods


def test_the_set_is_large_and_of_every_kind() -> None:
    cases = all_cases(SMALLER)
    assert len(cases) >= 150
    assert {Path(one.name).suffix for one in cases} >= {".html", ".json", ".pdf", ".warc", ".wacz"}


def test_every_file_ends_as_it_should(the_run: tuple[Run, Path, int]) -> None:
    _, out, _ = the_run
    cases = all_cases(SMALLER)
    ends = ends_by_file(out, cases)
    wrong = {
        one.name: found
        for one in cases
        if (found := ends.get(one.name, ["lost"])) == ["lost"] or not one.allows(found)
    }
    assert wrong == {}


def test_every_capture_is_counted(the_run: tuple[Run, Path, int]) -> None:
    run, out, _ = the_run
    assert run.counts.add_up()
    reached = {bound.code for _, bound in bounds() if bound.code in set(ends_of(out).values())}
    assert reached >= {"too_large", "too_much_text", "too_many_blocks", "too_many_cells"}
    assert reached >= {"too_many_elements", "too_many_pages", "too_nested", "bad_http"}


def test_neighbours_are_unharmed(the_run: tuple[Run, Path, int]) -> None:
    _, out, goods = the_run
    ends = ends_of(out)
    good = [end for name, end in ends.items() if name.startswith("good-")]
    assert good == ["records"] * goods
    records = [r for r in read_records(out) if "号项目" in r.content]
    assert len(records) >= goods
    assert all("aino@northlight.example" in r.content for r in records)


def test_no_fault_of_ours_is_among_the_ends(the_run: tuple[Run, Path, int]) -> None:
    _, out, _ = the_run
    ours = [
        name for name, end in ends_of(out).items() if end in ("reader_error", "extractor_error")
    ]
    assert ours == []


def test_a_wrong_end_would_be_seen() -> None:
    one = next(case for case in all_cases(SMALLER) if case.name == "locked.pdf")
    assert one.allows(["encrypted_pdf"])
    assert not one.allows(["records"]) and not one.allows(["encrypted_pdf"] * 2)
    assert {"records", "refused"} == READ
