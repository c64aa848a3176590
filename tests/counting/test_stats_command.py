"""The commands stats, resolve and survey, as a user runs them."""

import csv
import io
import json
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import cli
from pipeline.cli.resolve import command as resolve
from pipeline.cli.stats import command as stats
from pipeline.cli.survey import command as survey
from pipeline.counting.errors import CountingError
from pipeline.resolving.resolution import (
    BASIS,
    ResolutionError,
    default_folder,
    load_resolution,
)
from pipeline.surveying.errors import SurveyError


def run(command: object, *arguments: object) -> Result:
    found = CliRunner().invoke(command, [str(a) for a in arguments], standalone_mode=False)  # type: ignore[arg-type]
    if found.exception:
        raise found.exception
    return found


@pytest.fixture(scope="module")
def resolved(tmp_path_factory: pytest.TempPathFactory, cset_run: Path) -> Path:
    """A copy of the reference run with its resolution beside it."""
    folder = tmp_path_factory.mktemp("runs") / "runs" / "first"
    copytree(cset_run, folder)
    done = json.loads(run(resolve, folder, "--json").stdout)
    assert (done["parties"], done["duplicates"]) == (317, 23)
    return folder


def test_commands_are_in_the_help() -> None:
    helped = CliRunner().invoke(cli, ["--help"]).stdout
    assert all(f"\n  {name} " in helped for name in ("resolve", "stats", "survey"))


def test_cset_prints_the_published_figures(resolved: Path) -> None:
    text = run(stats, resolved, "--cset", "--top", 0).stdout
    for line in (
        "642 unique opportunities",
        "23 duplicates, 31 notices of Chinese demand",
        "68 of 76 from USA before (89.5 %); 1 from USA since",
        "distinct foreign parties: 317",
        "456 of 642 (71.0 %)",
    ):
        assert line in text
    rows: dict[str, list[str]] = {}
    for words in filter(None, map(str.split, text.splitlines())):
        rows.setdefault(words[0], words)
    assert "112" in rows["RUS"] and "77" in rows["USA"]
    assert "190" in rows["biotechnology"] and "171" in rows["ai_ml"]


def test_json_and_csv_tell_the_same(resolved: Path) -> None:
    found = json.loads(run(stats, resolved, "--by", "host_country,direction", "--json").stdout)
    rows = list(
        csv.DictReader(
            io.StringIO(run(stats, resolved, "--by", "host_country,direction", "--csv").stdout)
        )
    )
    table = found["tables"][0]
    assert [int(row["count"]) for row in rows] == [count["count"] for count in table["counts"]]
    assert rows[0]["table"] == "host_country,direction" and rows[0]["run_id"] == found["run_id"]
    assert found["parties"] is None


def test_cset_csv_has_parties_and_alliances(resolved: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(stats, resolved, "--csv").stdout)))
    numbers = {(row["table"], row["value"]): row["count"] for row in rows}
    assert numbers["distinct_parties", "all"] == "317"
    assert numbers["nato_or_mnna", "all"] == "456"
    assert numbers["year", "2018"] == "142"


def test_records_are_listed(resolved: Path) -> None:
    where = ("--where", "host_country=USA", "--since", "2020-07-24")
    text = run(stats, resolved, *where, "--records").stdout
    assert len(text.splitlines()) == 1 and "2020-09-02\tUSA\t-\t" in text
    listed = run(stats, resolved, *where, "--records", "--json").stdout
    assert json.loads(listed)["publication_date"] == "2020-09-02"


def test_chinese_labels(resolved: Path) -> None:
    text = run(stats, resolved, "--by", "host_country", "--lang", "zh", "--split", "2018-01-01")
    assert "来源国" in text.stdout and "俄罗斯" in text.stdout
    assert "before 2018-01-01" in text.stdout


def test_runs_are_named_within_a_workspace(resolved: Path) -> None:
    workspace = resolved.parents[1]
    text = run(stats, "latest", "--workspace", workspace, "--by", "year").stdout
    assert "642 unique opportunities" in text


def test_wrong_questions_are_one_sentence(resolved: Path) -> None:
    with pytest.raises(CountingError, match="nothing is counted by 'colour'"):
        run(stats, resolved, "--by", "colour")
    with pytest.raises(Exception, match="one of --json, --csv and --cite"):
        run(stats, resolved, "--json", "--csv")


def test_a_resolution_is_used_only_for_the_run_it_was_made_of(
    resolved: Path, tmp_path: Path
) -> None:
    folder = default_folder(resolved)
    kept, basis = load_resolution(folder)
    assert basis.parties == len(kept.register.parties) == 317
    other = tmp_path / "first"
    copytree(resolved, other)
    copytree(folder, default_folder(other))
    path = default_folder(other) / BASIS
    changed = basis.model_copy(update={"vocabulary_digest": "another"})
    path.write_text(changed.model_dump_json(), "utf-8")
    (default_folder(other) / "duplicates.jsonl").write_text("", "utf-8")
    assert "642 unique" in run(stats, other, "--by", "year").stdout
    path.write_text(basis.model_dump_json(), "utf-8")
    assert "665 unique" in run(stats, other, "--by", "year").stdout


def test_a_resolution_never_overwrites_other_files(resolved: Path, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    with pytest.raises(ResolutionError, match="holds no resolution"):
        run(resolve, resolved, "--out", tmp_path / "papers")


def test_overrides_and_earlier_ids(resolved: Path, tmp_path: Path) -> None:
    register = load_resolution(default_folder(resolved))[0].register
    one, other = [p for p in register.parties if p.country == "DEU"][:2]
    line = {"verdict": "same", "left": {"name": one.name}, "right": {"name": other.name}}
    path = tmp_path / "overrides.jsonl"
    path.write_text(json.dumps(line), "utf-8")
    out = tmp_path / "resolved"
    previous = default_folder(resolved)
    run(resolve, resolved, "--overrides", path, "--out", out, "--previous", previous)
    joined = load_resolution(out)[0].register
    assert len(joined.parties) == 316
    assert {p.party_id for p in joined.parties} < {p.party_id for p in register.parties}
    text = run(stats, resolved, "--overrides", path).stdout
    assert "distinct foreign parties: 316" in text


def test_a_survey_from_draw_to_estimate(resolved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "survey"
    options = ("--n", 30, "--seed", "S", "--of", "companies", "--out", folder, "--format", "csv")
    assert "30 of 171 companies drawn" in run(survey, "draw", resolved, *options).stdout
    sheet = folder / "sheet.csv"
    lines = sheet.read_text("utf-8-sig").splitlines()
    coded = [lines[0]]
    for at, line in enumerate(lines[1:]):
        given = line.rsplit(",", 5)[0]
        outcome = "joint_venture,https://news.example/1,2019" if at < 14 else "none_found,,"
        coded.append(f"{given},{outcome},A,")
    sheet.write_text("\n".join(coded), "utf-8")
    found = json.loads(run(survey, "estimate", folder, "--json").stdout)
    assert (found["any_outcome"]["count"], found["any_outcome"]["n"]) == (14, 30)
    assert found["frame_size"] == 171
    assert "any outcome: 14 of 30, 46.7 %" in run(survey, "estimate", folder).stdout
    with pytest.raises(SurveyError, match="not empty"):
        run(survey, "draw", resolved, *options)
