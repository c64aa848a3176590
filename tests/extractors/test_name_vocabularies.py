import pytest

from extractors.words import sounds, word_ids
from models.vocabulary import ROOT, read_rows

COLUMNS = {
    "suffixes_zh.tsv": ("suffix", "id", "strength"),
    "words_zh.tsv": ("word", "id"),
    "legal_forms.tsv": ("form", "script", "position", "countries"),
    "organisation_words.tsv": ("word", "language", "id", "strength"),
    "titles.tsv": ("title", "language", "position", "id"),
    "surnames.tsv": ("surname", "origin"),
    "passing.tsv": ("phrase", "language", "position", "id"),
    "offering.tsv": ("phrase", "language", "position", "id"),
    "transliteration.tsv": ("characters", "id"),
    "glossary.tsv": ("zh", "en", "other", "kind"),
}


def test_every_vocabulary_of_names_is_known():
    assert {path.name for path in (ROOT / "names").glob("*.tsv")} == set(COLUMNS)


@pytest.mark.parametrize("name", COLUMNS)
def test_vocabulary_reads_without_fault(name):
    assert read_rows(ROOT / "names" / name, COLUMNS[name])


def test_no_word_is_both_an_end_and_a_part_of_names():
    both = [word for word, ids in word_ids().items() if {"stop", "prefix"} <= ids]
    assert both == []


def test_transliteration_of_persons_is_the_wider_set():
    assert sounds("organisation") - sounds("person") < sounds("organisation")
    assert len(sounds("person")) > len(sounds("organisation"))
