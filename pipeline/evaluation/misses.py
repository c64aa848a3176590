"""Misses: every value that is wrong or missing, with the text of the page around it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from models.base import Frozen
from models.opportunity import Opportunity
from pipeline.evaluation.judging import Judged, Outcome

# Code points shown on each side.
AROUND = 40


class Miss(Frozen):
    """A value that is not right; ``text`` is the page around it, the value itself in 【】.

    Where a missed value does not stand on the page as such (a code), the text is empty.
    """

    value: Judged
    text: str


def misses(
    judged: Iterable[Judged], contents: Mapping[str, Sequence[Opportunity | str]]
) -> Iterator[Miss]:
    """Each value that is not right; ``contents`` are a page's records, or its text, by page id."""
    for one in judged:
        if one.outcome is not Outcome.RIGHT:
            yield Miss(value=one, text=_text(one, contents.get(one.page_id, ())))


def _text(one: Judged, sources: Sequence[Opportunity | str]) -> str:
    for source in sources[:1]:
        content = source if isinstance(source, str) else source.content
        start, end = one.start, one.end
        if start is None or end is None:
            wanted = one.gold or ""
            start = content.find(wanted) if wanted else -1
            end = start + len(wanted)
        return _around(content, start, end) if start >= 0 else ""
    return ""


def _around(content: str, start: int, end: int) -> str:
    before, after = content[max(0, start - AROUND) : start], content[end : end + AROUND]
    return " ".join(f"{before}【{content[start:end]}】{after}".split())
