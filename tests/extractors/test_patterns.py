"""Pattern files: every line compiles, and a broken one is named."""

import pytest

from extractors import patterns
from models.vocabulary import ROOT, VocabularyError


@pytest.mark.parametrize("path", sorted((ROOT / "patterns").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_line_compiles(path):
    data = patterns._data(path.stem)
    if "types" in data:
        assert patterns.typed(path.stem)
    for key in data.get("cues", {}):
        assert patterns.cue(path.stem, key)
    assert "\x08" not in path.read_text(encoding="utf-8")


def test_a_broken_line_is_an_error_that_names_it():
    with pytest.raises(VocabularyError, match=r"cooperation\.yaml"):
        patterns._compiled("cooperation", "(unclosed")
