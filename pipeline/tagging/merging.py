"""From LAC's words to named entities: what it cut apart is joined, what it took too far is cut.

LAC was taught to cut short, and to cut at a dot: 芬兰|国家技术研究中心, 艾诺|·|凯图宁. The rules
know the places, titles and organisation suffixes of the vocabularies. Each turns names of one text
into names; they run in the order of ``merge``. Numbers are in merging.yaml.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple

import yaml
from pydantic import Field

from extractors.folding import fold
from extractors.organisations_zh import suffixes
from extractors.people_names import titles
from extractors.places import CITY, COUNTRY, Place, places_in
from models.base import Frozen
from models.entity import EntityLabel
from pipeline.tagging.lac import LacWord

_FILE = Path(__file__).with_name("merging.yaml")
_DOTS = "·・•‧"
# Between the parts of a dotted name there may be a short part that LAC does not know: 诺亚·本-阿米.
_BETWEEN = re.compile(r"(?:[·・•‧-][\u3400-\u9fff]{1,4})?[·・•‧-]")

Length = Annotated[int, Field(ge=1, le=50)]
Strength = Annotated[int, Field(ge=1, le=3)]


class MergingNumbers(Frozen):
    """Lengths in characters and strengths of suffixes; see the data file for each one's meaning."""

    least_organisation: Length
    reach: Length
    inner_tags: frozenset[str]
    onward_strength: dict[EntityLabel, Strength]
    renamed_strength: Strength
    renamed_length: Length
    least_title: Length


class Name(NamedTuple):
    """A named entity in code points of one text, end exclusive."""

    start: int
    end: int
    label: EntityLabel

    @property
    def length(self) -> int:
        """Number of code points."""
        return self.end - self.start


@cache
def numbers() -> MergingNumbers:
    """The numbers. Raises pydantic's ValidationError, which names the key."""
    return MergingNumbers.model_validate(yaml.safe_load(_FILE.read_text("utf-8")))


def raw(words: Iterable[LacWord]) -> list[Name]:
    """LAC's own entities, as it gave them."""
    return [Name(word.start, word.end, EntityLabel(word.label)) for word in words if word.label]


def merge(text: str, words: Sequence[LacWord]) -> list[Name]:
    """Organisations, persons and places of a text from LAC's words, in order, none in another."""
    folded = fold(text)
    places = [
        place
        for place in places_in(text, folded, 0, len(text))
        if place.kind in (COUNTRY, CITY) and len(place.span) > 1
    ]
    ends = _suffix_ends(folded)
    names = _known_places(_trimmed(raw(words), text), places, words)
    names = _without_titles(_dotted(names, text, words), folded)
    names = _onward([_renamed(name, ends) for name in names], ends, words)
    names = _adjacent(names, places)
    least = numbers().least_organisation
    return [name for name in names if name.label != EntityLabel.ORG or name.length >= least]


def _suffix_ends(folded: str) -> dict[int, int]:
    """Strength of the organisation suffix that ends at an offset."""
    lexicon, table = suffixes()
    return {hit.span.end: table[hit.entries[0].id].strength for hit in lexicon.find(folded)}


def _trimmed(names: Iterable[Name], text: str) -> list[Name]:
    """Names without blanks at their ends, of which LAC takes no notice."""
    found = []
    for start, end, label in names:
        written = text[start:end]
        begin = start + len(written) - len(written.lstrip())
        if written.strip():
            found.append(Name(begin, begin + len(written.strip()), label))
    return found


def _known_places(
    names: list[Name], places: Iterable[Place], words: Sequence[LacWord]
) -> list[Name]:
    """The gazetteer overrides: what is written as one of its places is a place.

    Places that LAC did not see are added where they are whole words of its.
    """
    known = {(place.span.start, place.span.end) for place in places}
    names = [n._replace(label=EntityLabel.LOC) if n[:2] in known else n for n in names]
    taken = {at for name in names for at in range(name.start, name.end)}
    starts, ends = {word.start for word in words}, {word.end for word in words}
    new = [
        Name(start, end, EntityLabel.LOC)
        for start, end in known
        if start in starts and end in ends and taken.isdisjoint(range(start, end))
    ]
    return sorted([*names, *new])


def _dotted(names: Iterable[Name], text: str, words: Sequence[LacWord]) -> list[Name]:
    """The parts of a transliterated person's name in one: 珀西·|霍巴特, 马库|·莱赫托."""
    tails = {w.start: w.end for w in words if w.tag == "w" and text[w.start] in _DOTS}
    found: list[Name] = []
    for name in names:
        start, end, label = name
        last = found[-1] if found else None
        if last and EntityLabel.PERSON in (last.label, label) and _dot_between(last, name, text):
            start, label = found.pop().start, EntityLabel.PERSON
        if label == EntityLabel.PERSON and tails.get(end, 0) > end + 1:
            end = tails[end]
        found.append(Name(start, end, label))
    return found


def _dot_between(one: Name, other: Name, text: str) -> bool:
    if one.end == other.start:
        return text[one.end - 1] in _DOTS
    return _BETWEEN.fullmatch(text, one.end, other.start) is not None


def _without_titles(names: Iterable[Name], folded: str) -> list[Name]:
    """Persons without the title behind them: 玛丽索尔·特雷霍|女士."""
    begins = {hit.span.end: hit.span.start for hit in titles("zh").find(folded)}
    return [
        name._replace(end=begins[name.end])
        if name.label == EntityLabel.PERSON
        and name.end - begins.get(name.end, name.end) >= numbers().least_title
        and begins[name.end] - name.start > 1
        else name
        for name in names
    ]


def _renamed(name: Name, ends: dict[int, int]) -> Name:
    """An organisation in place of a place or person that ends as organisations do."""
    if (
        name.length >= numbers().renamed_length
        and ends.get(name.end, 0) >= numbers().renamed_strength
    ):
        return name._replace(label=EntityLabel.ORG)
    return name


def _onward(names: Iterable[Name], ends: dict[int, int], words: Sequence[LacWord]) -> list[Name]:
    """Names that go on over nouns to an organisation suffix, with what lies inside left out."""
    found: list[Name] = []
    for name in names:
        if found and name.start < found[-1].end:
            continue
        end = _reached(name, ends, words)
        found.append(Name(name.start, end, EntityLabel.ORG) if end > name.end else name)
    return found


def _reached(name: Name, ends: dict[int, int], words: Sequence[LacWord]) -> int:
    """The last suffix end that can be reached from a name, its own end where there is none."""
    least, end = numbers().onward_strength[name.label], name.end
    for word in words:
        if word.start < name.end:
            continue
        if word.tag not in numbers().inner_tags or word.end - name.end > numbers().reach:
            break
        if ends.get(word.end, 0) >= least:
            end = word.end
    return end


def _adjacent(names: Iterable[Name], places: Iterable[Place]) -> list[Name]:
    """A place right before an organisation belongs to it, and one before a place inside it.

    Two countries side by side (中国芬兰) stay two.
    """
    countries = {(p.span.start, p.span.end) for p in places if p.kind == COUNTRY}
    found: list[Name] = []
    for name in names:
        last = found[-1] if found else None
        joined = last and last.end == name.start and last.label == EntityLabel.LOC
        if last and joined and name.label != EntityLabel.PERSON and name[:2] not in countries:
            found[-1] = name._replace(start=last.start)
        else:
            found.append(name)
    return found
