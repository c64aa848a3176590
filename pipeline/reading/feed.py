"""JSON items of the cistc handler: title, date and an HTML fragment, mapped through the escapes."""

import json
import re
from dataclasses import dataclass
from typing import Any

from models.document import BlockKind, Region
from pipeline.bounds import bounds
from pipeline.reading.draft import Draft, DraftBlock
from pipeline.reading.html import read_html
from pipeline.reading.mapped_text import MappedText

# The handler's own field names, for projects and for news.
_TITLE = ("ProjectTitle", "InfoTitle", "Title", "title")
_DATE = ("ProjectPublicDate", "InfoPublicDate", "PublicDate", "date")
_CONTENT = ("ProjectContent", "InfoContent", "Content", "content")
_MEMBER = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:\s*)?', re.S)
# A string as a whole, so that what it holds is passed over.
_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[][{}]', re.S)
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?|.)", re.S)
# Keys that hold no text for a reader.
_SILENT = re.compile(r"url|id$|column|length|num|page|sort|click|hits|state|status|flag", re.I)
# Half a pair, which no text in UTF-8 can hold.
_SURROGATE_TO_REPLACEMENT = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


class FeedError(ValueError):
    """JSON that is no item of a known feed; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class _StringMember:
    key: str
    value: MappedText


def _members(source: str) -> list[_StringMember]:
    """All string-valued members of the JSON text, with their characters' positions."""
    members: list[_StringMember] = []
    key: str | None = None
    for token in _MEMBER.finditer(source):
        if token[2] is not None:
            key = str(mapped_string(source, token.start(1), token.end(1)))
        elif key is not None:
            members.append(_StringMember(key, mapped_string(source, token.start(1), token.end(1))))
            key = None
    return members


def mapped_string(source: str, start: int, end: int) -> MappedText:
    """The inside of a JSON string as characters, escapes resolved, positions kept.

    Half a surrogate pair is shown as U+FFFD.
    """
    text, last = MappedText(), start
    for escape in _ESCAPE.finditer(source, start, end):
        text.extend(MappedText.identity(source[last : escape.start()], last))
        try:
            shown = str(json.loads(f'"{escape[0]}"')).translate(_SURROGATE_TO_REPLACEMENT)
        except ValueError:
            shown = escape[0]
        text.extend(MappedText.within(shown, escape.start(), escape.end()))
        last = escape.end()
    text.extend(MappedText.identity(source[last:end], last))
    return text


def json_depth(source: str) -> int:
    """Brackets that are open at once, at most; those inside strings do not count."""
    depth = deepest = 0
    for token in _BRACKET.finditer(source):
        if token[0] in ("{", "["):
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in ("}", "]"):
            depth -= 1
    return deepest


def _load(source: str) -> Any:
    try:
        return json.loads(source, strict=False)
    except ValueError as error:
        raise FeedError(f"not valid JSON: {error}") from error
    except RecursionError as error:
        raise FeedError("JSON nested too deeply") from error


def read_feed(source: str, url: str) -> Draft:
    """Read one feed item. Raises FeedError where the JSON is broken or holds no known content.

    Raises Unreadable for an item beyond a bound.
    """
    bounds().json_depth.check(json_depth(source))
    _load(source)
    members = _members(source)
    content = _pick(members, _CONTENT)
    if content is None:
        raise FeedError(f"none of {', '.join(_CONTENT)} in the JSON")
    draft = read_html(str(content), url, fragment=True)
    for block in draft.blocks:
        block.text = block.text.remapped(content)
    known = {*_TITLE, *_DATE, *_CONTENT}
    head = [
        *_line(_pick(members, _TITLE), BlockKind.PAGE_TITLE, "title"),
        *_line(_pick(members, _DATE), BlockKind.DATE_LINE, "date"),
    ]
    for member in members:
        if member.key not in known and not _SILENT.search(member.key):
            head += _line(member.value, BlockKind.PARAGRAPH, member.key, short=True)
    draft.blocks = [*head, *draft.blocks]
    return draft


_SHORT = 200


def _pick(members: list[_StringMember], names: tuple[str, ...]) -> MappedText | None:
    for name in names:
        for member in members:
            if member.key == name:
                return member.value
    return None


def _line(
    text: MappedText | None, kind: BlockKind, path: str, short: bool = False
) -> list[DraftBlock]:
    if text is None:
        return []
    line = text.collapsed()
    if not line.chars or (short and (len(line) > _SHORT or "<" in str(line))):
        return []
    return [DraftBlock(kind, Region.HEAD, line, path)]
