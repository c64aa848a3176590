"""Every vocabulary file keeps its rule; a broken one is named with file and line."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from extractors import patterns
from models.vocabulary import ROOT
from pipeline.schema.code_lists import code_lists
from pipeline.vocabulary_files import faults, rule_of, rules

FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.tsv"))


@cache
def faults_here() -> tuple[str, ...]:
    return tuple(str(fault) for fault in faults())


def test_every_file_keeps_its_rule() -> None:
    assert faults_here() == ()


def test_there_are_files_of_every_kind() -> None:
    folders = {name.rpartition("/")[0] for name in FILES}
    assert folders >= {"", "names", "phrases", "places", "technology"}
    assert len(FILES) >= 40


def test_every_rule_is_of_a_file() -> None:
    used = {rule_of(name) for name in FILES}
    unused = [rule.file for rule in rules() if rule not in used and "*" not in rule.file]
    assert unused == []


Edit = Callable[[list[str]], int]


def _append(line: str) -> Edit:
    def edit(lines: list[str]) -> int:
        lines.append(line)
        return len(lines)

    return edit


def _repeat_second(lines: list[str]) -> int:
    lines.append(lines[1])
    return len(lines)


def _repeat_with_other_weight(lines: list[str]) -> int:
    *cells, weight = lines[1].split("\t")
    lines.append("\t".join([*cells, "1" if weight != "1" else "2"]))
    return len(lines)


def _break_header(lines: list[str]) -> int:
    lines[0] = lines[0].replace("weight", "weigth")
    return 1


@pytest.mark.parametrize(
    ("name", "edit", "message"),
    [
        ("phrases/cooperation_type.tsv", _append("换货\tzh\tbarter\t3"), "'barter' is not one of"),
        ("phrases/ip_status.tsv", _append("有专利啊\tzh\tgranted\t9"), "weight '9'"),
        ("phrases/direction.tsv", _append("要啊\tchinese\tforeign_offer\t3"), "'chinese'"),
        ("phrases/development_stage.tsv", _append("样样\tzh\tconcept"), "3 cells instead of 4"),
        ("phrases/relevance.tsv", _append("\tzh\topportunity\t3"), "phrase is empty"),
        ("phrases/technology_field.tsv", _repeat_second, "the same as line 2"),
        ("phrases/technology_field.tsv", _repeat_with_other_weight, "stands in line 2 already"),
        ("phrases/negation.tsv", _break_header, "the header must be"),
        ("technology/aerospace.tsv", _append("飞船啊\tzh\t5"), "weight '5'"),
        ("places/cities.tsv", _append("某城\tSometown\tXXX\t"), "alpha3 'XXX'"),
        ("places/host_names.tsv", _append("a.example\tembassy\tno-emb\t"), "mission_id 'no-emb'"),
        ("alliances.tsv", _append("FIN\tMNNA\t1.1.2020\t"), "since '1.1.2020'"),
        ("codes.tsv", _append("grade\tsure\t\tSure\t"), "label_zh ''"),
        ("phrases/new_list.tsv", _append("phrase\tlanguage\tid"), "the header must be"),
        ("other/new_list.tsv", _append("a\tb"), "no rule"),
    ],
)
def test_a_fault_names_file_and_line(name: str, edit: Edit, message: str, tmp_path: Path) -> None:
    root = copytree(ROOT, tmp_path / "vocabularies")
    path = root / name
    path.parent.mkdir(exist_ok=True)
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    line = edit(lines)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    found = [text for text in map(str, faults(root)) if text not in faults_here()]
    assert any(
        re.match(rf"{re.escape(path.name)}:{line}: ", text) and message in text for text in found
    ), found


PATTERN_LISTS = {"cooperation": "cooperation_type", "direction": "opportunity_direction"}


@pytest.mark.parametrize("path", sorted((ROOT / "patterns").glob("*.yaml")), ids=lambda p: p.stem)
def test_patterns_compile_and_stand_for_known_codes(path: Path) -> None:
    data = yaml.safe_load(path.read_text("utf-8"))
    assert {*data} <= {"macros", "types", "cues", "words"}
    for key in data.get("cues", {}):
        assert patterns.cue(path.stem, key).pattern
    if "types" in data:
        known = {code.id for code in code_lists()[PATTERN_LISTS.get(path.stem, path.stem)]}
        found = patterns.typed(path.stem)
        assert found and {pattern.id for pattern in found} <= known
