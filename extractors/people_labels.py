"""Persons that a label announces, or that stand next to a telephone number or mail address."""

import re
from collections.abc import Iterator

from extractors.folding import compact
from extractors.language import script_of
from extractors.names import (
    Form,
    bracket_after,
    main_script,
    pieces,
    segment_index,
    trimmed,
)
from extractors.people_names import (
    CYRILLIC,
    DOTTED,
    LATIN,
    NOT_NAME,
    PersonName,
    is_organisation,
    other_forms,
    plausible_native,
    surnames,
    titles,
    transliterated,
    without_titles,
)
from extractors.people_zh import dotted_names
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from extractors.words import ordinary, words_of
from models.document import Pair
from models.span import Span

_LABELS = ("contact_person", "person")
_CONTACT = re.compile(
    r"联系|联络|接洽|咨询|问讯|询问|垂询|找谁|洽谈|对接|负责人|经办|发明人|报名|contact|reply"
    r"|write|enquir|inquir|attn|liaison|register|inventor",
    re.I,
)
_HONORIFIC_ONLY = re.compile(
    r"[\u4e00-\u9fff](?:先生|女士|小姐|老师|教授|博士|工程师|经理|主任|部长)"
)
# Names of units, which may stand where a person's name could.
_UNIT = re.compile(
    r"(?:部|处|室|科|组|中心|办|司|局|厅|会|所|院|系|团队|公司|集团|邮箱|电话|手机|传真|邮编|地址"
    r"|热线|座机|总机|网址|方面|本人|同上|详见|另议|面议|课)$"
)
_ADDRESS = re.compile(r"[\w.+-]+(?:@|\(at\))[\w.-]+\w|(?:[+＋]|00)?\d[\d \u00a0()（）-]{6,}\d")
_MEANS = re.compile(
    r"[\s\u3000（(，,、:：-]*(?:(?:办公|联系|固定|移动|咨询|手机|电子)?(?:电话|手机|座机|邮箱"
    r"|邮件|电邮|信箱|传真|电话/?传真|email|e-mail|mail|tel|phone|telephone|mobile"
    r"|cell)[.（(）)]?[\s\u3000:：.号码为是]*)*$",
    re.I,
)
_TRUSTED = re.compile(
    r"联系人|联络人|负责人|发明人|发明者|接洽人|洽谈人|对接人|contact person|inventor", re.I
)


def labelled(page: TaggedDocument, scope: Scope) -> Iterator[PersonName]:
    """Names that a label announces: 联系人, 发明人, "Contact person", 俄方联系人, "Write to"."""
    for pair in page.pairs(scope.all):
        label = page.quote(pair.label)
        wanted = pair.label_id in _LABELS
        loose = pair.label_id in ("unmapped", "other", "phone", "email") and _CONTACT.search(
            compact(label)
        )
        if (wanted or loose) and not re.search(r"监督|举报|投诉", label):
            yield from _in_value(page, pair, wanted or _TRUSTED.search(label) is not None)


def _in_value(page: TaggedDocument, pair: Pair, trusted: bool) -> Iterator[PersonName]:
    """The names at the start of a label's value; later parts of it are posts, phones and so on."""
    found: list[PersonName] = []
    value = pair.value
    stop = re.search(r"[。]|(?<=[a-z)）]{2})\. ", page.quote(value))
    end = value.start + stop.start() if stop else value.end
    for piece in pieces(page.text, Span(start=value.start, end=end), "，,；;、\n／/"):
        for part in _parts(page, piece):
            name = _value_name(page, part, trusted)
            if name is None:
                continue
            joined = found and re.fullmatch(
                r"\s*[/／]\s*", page.text[found[-1].span.end : part.start]
            )
            if joined or (found and _is_translation(page, found[-1], name)):
                last = found.pop()
                found.append(
                    PersonName(
                        last.span,
                        (*last.forms, Form(name.span, "name"), *name.forms),
                        last.role,
                        "label",
                    )
                )
            else:
                found.append(name)
    yield from found[:4]


def _is_translation(page: TaggedDocument, last: PersonName, name: PersonName) -> bool:
    between = page.text[last.span.end : name.span.start]
    other = main_script(page.quote(last.span)) != main_script(page.quote(name.span))
    return other and "/" in between and len(between) < 40


def _parts(page: TaggedDocument, piece: Span) -> Iterator[Span]:
    """Parts of a piece between wide blanks and contacts, each with its brackets."""
    text = page.quote(piece)
    for match in re.finditer(r"[^\u3000\t]+", text):
        part = re.split(
            r"(?:\s|^)(?:tel|fax|电话|手机|邮箱|e-?mail|传真|微信|qq)\b|[\w.+-]+@|\+?\d{3}",
            match[0],
            maxsplit=1,
            flags=re.I,
        )[0]
        if part.strip():
            yield trimmed(
                page.text,
                piece.start + match.start(),
                piece.start + match.start() + len(part),
                " \u3000：:.,",
            )


def _value_name(page: TaggedDocument, part: Span, trusted: bool) -> PersonName | None:
    """The name in one part of a value, or None."""
    inner = re.search(r"[（(\[]", page.quote(part))
    end = part.start + inner.start() if inner and inner.start() else part.end
    if inner and inner.start() == 0:
        # fang.min@…（方敏博士）: the bracket alone holds the name.
        part = trimmed(page.text, part.start, part.end, "（()） ")
        end = part.end
    stripped = without_titles(page.text, part.start, end)
    role = _role(page, part, stripped, end)
    kept = other_forms(page, stripped, end)
    for span in _dotted(page, Span(start=part.start, end=end)):
        return PersonName(span, kept, role, "label")
    for span in _candidates(page, stripped):
        if _could_be_person(page.quote(span), trusted, role is not None, bool(kept)):
            return PersonName(span, kept, role, "label")
    return _surname_only(page, part, trusted, role)


def _dotted(page: TaggedDocument, part: Span) -> Iterator[Span]:
    if not DOTTED.search(page.quote(part)):
        return
    index = segment_index(page, part.start)
    segment = page.document.segments[index]
    for span in dotted_names(page, words_of(page, index, segment), segment):
        if part.holds(span):
            yield span


def _surname_only(
    page: TaggedDocument, part: Span, trusted: bool, role: Span | None
) -> PersonName | None:
    """A surname with its title, where the page gives no more: 廖女士."""
    for match in re.finditer(r"[^\s（(]+", page.quote(part)):
        alone = _HONORIFIC_ONLY.fullmatch(match[0])
        if alone and match[0][0] in surnames()[0] and (trusted or match[0][1:] in ("女士", "先生")):
            start = part.start + match.start()
            return PersonName(Span(start=start, end=start + len(match[0])), (), role, "label")
    return None


def _role(page: TaggedDocument, part: Span, stripped: Span, end: int) -> Span | None:
    for start, stop in ((part.start, stripped.start), (stripped.end, end)):
        span = trimmed(page.text, start, stop, " \u3000：:.,")
        if len(span) > 1 and any(
            hit
            for language in ("zh", "en")
            for hit in titles(language).find(page.folded, span.start, span.end)
        ):
            return span
    return None


def _candidates(page: TaggedDocument, span: Span) -> Iterator[Span]:
    """The span, then its ends: a department or post may stand before the name."""
    yield span
    text = page.quote(span)
    for match in re.finditer(r"[\s\u3000]+", text):
        if re.search(r"[\u3400-\u9fff]", text[: match.start()]):
            yield without_titles(page.text, span.start + match.end(), span.end)
        if re.search(r"[\u3400-\u9fff]", text[match.end() :]):
            yield without_titles(page.text, span.start, span.start + match.start())
    for hit in titles("zh").find(page.folded, span.start, span.end):
        yield without_titles(page.text, hit.span.end, span.end)
        yield without_titles(page.text, span.start, hit.span.start)


def _could_be_person(text: str, trusted: bool, titled: bool, bracketed: bool) -> bool:
    bare = text.strip()
    if not bare or re.search(r"\d|@|www\.", bare) or (_UNIT.search(bare) and " " not in bare):
        return False
    if CYRILLIC.fullmatch(bare):
        return True
    if main_script(bare) == "latin" and LATIN.fullmatch(bare):
        return not NOT_NAME.search(bare) and not is_organisation(bare) and " " in bare
    if plausible_native(bare, labelled=True):
        return True
    if all(script_of(c) == "han" for c in bare):
        if ordinary(bare) or not 2 <= len(bare) <= 8:
            return False
        sounds = transliterated(bare) and len(bare) > 2 and (trusted or titled)
        return sounds or (trusted and bracketed and len(bare) <= 4)
    return trusted and main_script(bare) in ("kana", "hangul") and len(bare) <= 14


# ---------------------------------------------------------------- next to a telephone or an address


def beside_contacts(page: TaggedDocument, scope: Scope) -> Iterator[PersonName]:
    """Names right before or in brackets right after a telephone number or mail address."""
    for block in page.blocks(scope.all):
        text = page.quote(block.span)
        last = 0
        for match in _ADDRESS.finditer(text):
            after = bracket_after(page.text, block.start + match.end())
            if after and (name := _first_name(page, after)):
                yield name
            before = _before_address(page, block.start + last, block.start + match.start())
            last = match.end()
            if before and (name := _value_name(page, before, False)):
                yield PersonName(name.span, name.forms, name.role, "contact")


def _first_name(page: TaggedDocument, content: Span) -> PersonName | None:
    parts = pieces(page.text, content)
    name = _value_name(page, parts[0], False) if parts else None
    return PersonName(name.span, name.forms, name.role, "contact") if name else None


def _before_address(page: TaggedDocument, start: int, end: int) -> Span | None:
    """The piece of text that stands right before an address, without words such as 电话."""
    text = _MEANS.sub("", page.text[start:end])
    text = re.split(r"[。；;！？\n]|\. ", text)[-1] if text.strip() else ""
    if not text.strip():
        return None
    offset = start + len(_MEANS.sub("", page.text[start:end])) - len(text)
    found = pieces(page.text, Span(start=offset, end=offset + len(text)), "，,、：:\u3000\t")
    found = [trimmed(page.text, p.start, p.end, " \u3000-–—:：,，") for p in found]
    found = [p for p in found if len(p)]
    return found[-1] if found and len(found[-1]) <= 40 else None
