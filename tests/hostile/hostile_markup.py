"""Hostile HTML: nesting, floods, bombs, giant tables, endless lines, cuts and broken encodings."""

from collections.abc import Iterator
from itertools import chain

from hostile_case import PARAGRAPHS, RECORDS, TITLE, Case, case, many, page

_INLINE = "span b i font a em u sup".split()
_NESTED = "div table ul blockquote section form p font span b center dl select svg".split()


def markup_cases() -> Iterator[Case]:
    """All cases of HTML."""
    yield from chain(_nested(), _floods(), _tables(), _lines(), _cut(), _unclosed(), _encodings())


def _nested() -> Iterator[Case]:
    for tag in _NESTED:
        ends = RECORDS if tag in ("div", "section", "blockquote", "center") else ()
        if tag in ("b", "font"):  # what formatting left open may come to is not waited for
            ends = frozenset({"too_many_elements"})
        deep = 20_000 if tag in ("b", "font") else many(20_000)
        body = f"{f'<{tag}>' * deep}{PARAGRAPHS}{f'</{tag}>' * deep}"
        yield case(f"nested-{tag}.html", page(body), *ends)
    for depth in (199, 200, 201, 255, 256, 257, 1000, 100_000):
        body = f"{'<div>' * depth}{PARAGRAPHS}{'</div>' * depth}<p>尾段</p>"
        yield case(f"depth-{depth}.html", page(body), *RECORDS)
    opened = "".join(f"<{tag}>" for tag in _INLINE) * 3_000
    yield case("nested-inline.html", page(f"{opened}{PARAGRAPHS}"), "too_many_elements")
    cells = "<table><tr><td>甲</td><td>" * 400
    yield case("nested-tables.html", page(f"{PARAGRAPHS}{cells}"))
    lists = "<ul><li>项" * many(2_000)
    yield case("nested-lists.html", page(f"{PARAGRAPHS}{lists}"))
    formatting = "".join(f"<p><b id=b{n}><i class=i{n}>字" for n in range(3_000))
    yield case("adoption-agency.html", page(f"{PARAGRAPHS}{formatting}"), "too_many_elements")


def _floods() -> Iterator[Case]:
    entities = {
        "amp": "&amp;" * many(200_000),
        "unknown": "&nosuchentity;" * many(60_000),
        "numeric": "&#20013;" * many(100_000),
        "beyond-unicode": "&#x110000;&#99999999;&#xD800;" * many(20_000),
        "bare": "&" * many(300_000),
        "no-semicolon": "&lt" * many(100_000),
        "long-name": "&" + "a" * many(300_000) + ";",
        "null": "&#0;" * many(50_000),
    }
    for name, text in entities.items():
        ends = ("records", "too_much_text")
        yield case(f"entities-{name}.html", page(f"{PARAGRAPHS}<p>{text}</p>"), *ends)
    attributes = " ".join(f"a{n}=v{n}" for n in range(many(50_000)))
    same = "class=x " * many(50_000)
    markup = {
        "attributes": f"<p {attributes}>字</p>",
        "same-attribute": f"<p {same}>字</p>",
        "long-attribute": f'<p title="{"x" * many(2_000_000)}">字</p>',
        "open-quote": '<p title="' + "x" * many(500_000),
        "quotes": "<a" + "\"'" * many(100_000),
        "quoted-tags": "<a\"'<b'\">" * many(30_000),
        "less-than": "<" * many(200_000),
        "half-tags": "<a " * many(100_000),
        "close-tags": "</div>" * many(100_000),
        "titles": "<title>" * many(40_000),
        "comments": "<!--" * many(60_000),
        "comment-ends": "-->" * many(100_000),
        "scripts": "<script>" * many(30_000),
        "scripts-ended": "<script></script " * many(30_000),
        "styles": "<style>p{}</style>" * many(10_000),
        "cdata": "<![CDATA[" * many(30_000),
        "doctype": "<!DOCTYPE x [" * many(30_000),
        "breaks": "<br>" * many(100_000),
        "empty-paragraphs": "<p></p>" * many(60_000),
        "links": "".join(f"<a href=f{n}.pdf>件</a>" for n in range(many(10_000))),
        "templates": "<template>" * many(5_000) + "</template>" * many(5_000),
        "frames": "<iframe><frameset>" * many(10_000),
        "hidden": "<p hidden>藏</p>" * many(20_000),
        "bold-styles": '<span style="font-weight:bold">粗</span>' * many(10_000),
        "labels": "".join(f"<p>标签{n}：值{n}</p>" for n in range(many(5_000))),
        "definitions": "<dl>" + "<dt>词<dd>义" * many(10_000),
        "headings": "".join(f"<h{n % 6 + 1}>节{n}</h{n % 6 + 1}>" for n in range(many(10_000))),
        "mails": "a@b.example " * many(10_000),
        "phones": "+358 40 555 0101 " * many(10_000),
        "amounts": "5000万美元，" * many(10_000),
        "dates": "2024年5月6日，" * many(10_000),
        "names": "芬兰北光氢能公司（Northlight Hydrogen Oy）、" * many(4_000),
        "brackets": "（" * many(50_000),
        "digits": "9" * many(200_000),
        "numerals": "亿万千百" * many(30_000),
        "urls": "http://a.example/" + "a/" * many(100_000),
    }
    for name, text in markup.items():
        yield case(f"flood-{name}.html", page(f"{PARAGRAPHS}{text}"))
    text = "<p>段</p>" * 60_000
    yield case("flood-paragraphs.html", page(f"{PARAGRAPHS}{text}"), "too_many_blocks")
    text = "<i></i>" * 500_000
    yield case("flood-elements.html", page(f"{PARAGRAPHS}{text}"), "too_many_elements")
    entity = "<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY a{n + 1} '{f'&a{n};' * 10}'>" for n in range(9)
    )
    yield case("billion-laughs.html", f"{entity}]>" + page(f"{PARAGRAPHS}<p>&a9;</p>"))
    outside = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield case("outside-entity.html", outside + page(f"{PARAGRAPHS}<p>&x;</p>"), *RECORDS)
    yield case("xml-head.html", '<?xml version="1.0" encoding="utf-9"?>' + page(PARAGRAPHS))


def _tables() -> Iterator[Case]:
    row = "<tr>" + "<td>格" * 10
    shapes = {
        "cells": ("<table>" + row * 2_500, "too_many_cells"),
        "wide": ("<table><tr>" + "<td>格" * 25_000, "too_many_cells"),
    }
    for name, (text, end) in shapes.items():
        yield case(f"table-{name}.html", page(f"{PARAGRAPHS}{text}"), end)
    spans = {
        "rowspan": "<table>" + "<tr><td rowspan=65534 colspan=1000>甲<td>乙" * 500,
        "negative": "<table><tr><td rowspan=-1 colspan=0>甲<td colspan=9e9>乙",
        "long-span": f"<table><tr><td colspan={'9' * many(10_000)}>甲<td>乙",
        "no-cells": "<table>" + "<tr>" * many(30_000),
        "many": "<table><tr><td>甲<td>乙</table>" * many(1_500),
        "crossing": "<table><tr><td>甲<tr><div><table><tr><td>乙</div><td>丙" * 300,
        "captions": "<table>" + "<caption>题" * many(3_000),
        "headers": "<table><tr>" + "<th>头" * many(2_000) + "<tr>" + "<td>值" * many(2_000),
    }
    for name, text in spans.items():
        ends = ("too_many_cells",) if name == "rowspan" else ()
        yield case(f"table-{name}.html", page(f"{PARAGRAPHS}{text}"), *ends)


def _lines() -> Iterator[Case]:
    lines = {
        "chinese": "国际科技合作" * many(40_000),
        "latin": "cooperation " * many(20_000),
        "one-word": "a" * many(500_000),
        "spaces": " " * many(1_000_000) + "字",
        "no-break": "\u00a0" * many(200_000),
        "ideographic": "\u3000" * many(200_000),
        "line-feeds": "\n" * many(1_000_000),
        "full-stops": "。" * many(100_000),
        "dots": "." * many(200_000),
        "commas": "，" * many(100_000),
        "colons": "：" * many(50_000),
        "ats": "@" * many(100_000),
        "hyphens": "-" * many(200_000),
        "zero-width": "\u200b" * many(200_000),
        "combining": "e" + "\u0301" * many(100_000),
        "beyond-bmp": "\U00020bb7" * many(100_000),
    }
    for name, text in lines.items():
        yield case(f"line-{name}.html", page(f"{PARAGRAPHS}<p>{text}</p>"))
    text = "合作共赢发展技术" * 400_000
    yield case("line-endless.html", page(f"{PARAGRAPHS}<p>{text}</p>"), "too_much_text")
    lines_of_pre = "行 值\n" * many(20_000)
    yield case("pre-lines.html", page(f"{PARAGRAPHS}<pre>{lines_of_pre}</pre>"))
    yield case("too-large.html", page("字" * 6_700_000), "too_large")


def _cut() -> Iterator[Case]:
    rest = "<table><tr><td>甲<td>乙</table><!-- x --><p>尾 &amp; 末</p>"
    whole = page(f"{PARAGRAPHS}{rest}").encode()
    places = {
        "tag": whole.index(b"<div") + 2,
        "attribute": whole.index(b"id=Zoom") + 3,
        "title": whole.index(b"</title") - 3,
        "character": whole.index("北".encode()) + 1,
        "entity": whole.index(b"&amp") + 3,
        "comment": whole.index(b"<!--") + 3,
        "table": whole.index(b"<td") + 4,
        "close-tag": whole.index(b"</div") + 3,
        "mail": whole.index(b"aino@") + 5,
        "first-byte": 1,
    }
    for name, at in places.items():
        ends = ("records", "refused", "no_text") if at < whole.index(b"<p>") else ()
        yield case(f"cut-{name}.html", whole[:at], *ends)


def _unclosed() -> Iterator[Case]:
    for (
        tag
    ) in "title textarea script style noscript select option iframe template svg math".split():
        text = page(PARAGRAPHS).replace("<div", f"<{tag}><div")
        yield case(f"unclosed-{tag}.html", text, "records", "refused", "no_text")
    yield case("plaintext.html", page(f"<plaintext>{PARAGRAPHS}"))
    yield case("no-markup.html", "芬兰北光氢能公司寻求合作", "records", "refused")
    yield case("base-loop.html", page(PARAGRAPHS, head="<base href='http://[::1'>"), *RECORDS)
    yield case("bad-links.html", page(f"{PARAGRAPHS}<a href='http://[x/a.pdf'>件</a>"), *RECORDS)


def _encodings() -> Iterator[Case]:
    whole = page(PARAGRAPHS)
    for codec in ("gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"):
        body = whole.encode(codec, "replace" if codec == "big5" else "strict")
        yield case(f"encoding-{codec}.html", body)
    for declared in ("utf-16", "utf-9", "base64", "rot13", "zlib", "idna", "undefined", "x" * 5000):
        head = f"<meta charset={declared}>"
        yield case(f"charset-{declared[:10]}.html", page(PARAGRAPHS, head=head), *RECORDS)
        body = page(PARAGRAPHS, head=head).encode("gb18030")
        yield case(f"charset-{declared[:10]}-gb.html", body, *RECORDS)
    utf8, gb = whole.encode(), whole.encode("gb18030")
    broken = {
        "mixed": utf8 + gb,
        "overlong": utf8.replace(b"<p>", b"<p>\xc0\xbc\xe0\x80\xaf"),
        "surrogates": utf8.replace(b"<p>", b"<p>\xed\xa0\x80\xed\xb0\x80"),
        "lone-continuation": utf8.replace(b"<p>", b"<p>" + b"\x80" * 5000),
        "all-high": b"<html><p>" + b"\xff\xfe\xfd" * many(30_000),
        "half-utf16": whole.encode("utf-16")[:-1],
        "bom-only-text": b"\xef\xbb\xbf" * 100 + utf8,
        "two-boms": b"\xff\xfe\xfe\xff" + utf8,
        "mojibake": whole.encode().decode("latin-1").encode("utf-8"),
        "iso2022": b"<html><p>" + "芬兰北光氢能公司".encode("iso2022_jp_2", "replace") * 50,
        "gb-cut": gb[:-1] + b"\x81",
    }
    for name, body in broken.items():
        yield case(f"broken-{name}.html", body, "records", "refused", "no_text", "wrong_type")
    yield case("null-bytes.html", utf8.replace(b"<p>", b"<p>\0\0"), *RECORDS)
    yield case("null-between.html", "\0".join(whole), "records", "refused", "wrong_type")
    yield case("nulls.html", b"\0" * many(100_000), "empty")
    yield case("empty.html", b"", "empty")
    yield case("blank.html", b" \r\n\t" * 1000, "empty")
    yield case("bom.html", b"\xef\xbb\xbf", "no_text", "empty")
    yield case("binary.html", bytes(range(256)) * 400, "wrong_type")
    yield case("elf.html", b"\x7fELF" + bytes(range(32)) * 400, "wrong_type")
    yield case("gzip.html", b"\x1f\x8b\x08" + bytes(range(256)) * 20, "wrong_type")
    yield case("no-title.html", whole.replace(TITLE, ""), *RECORDS)
