"""Legal forms and other words that a name is written with and without."""

from functools import cache

from models.vocabulary import ROOT, read_rows
from pipeline.resolving.glossary import han_key, tokens_of

_FORM_COLUMNS = ("form", "script", "position", "countries")
_SUFFIX_COLUMNS = ("suffix", "id", "strength")
_TITLE_COLUMNS = ("title", "language", "position", "id")
_FEWEST = 1


@cache
def _latin_forms() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    before, after = set(), set()
    for row in read_rows(ROOT / "names" / "legal_forms.tsv", _FORM_COLUMNS):
        tokens = tuple(tokens_of(row["form"]))
        if row["script"] == "han" or not tokens:
            continue
        if row["position"] in ("before", "both"):
            before.add(tokens)
        if row["position"] in ("after", "both"):
            after.add(tokens)
    return frozenset(before), frozenset(after)


@cache
def _han_forms() -> tuple[str, ...]:
    forms = {
        han_key(row["suffix"])
        for row in read_rows(ROOT / "names" / "suffixes_zh.tsv", _SUFFIX_COLUMNS)
        if row["id"] == "company" and row["suffix"].endswith(("公司", "会社", "社"))
    }
    forms |= {
        han_key(row["form"])
        for row in read_rows(ROOT / "names" / "legal_forms.tsv", _FORM_COLUMNS)
        if row["script"] == "han"
    }
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


@cache
def _titles() -> frozenset[str]:
    rows = read_rows(ROOT / "names" / "titles.tsv", _TITLE_COLUMNS)
    return frozenset(
        han_key(row["title"]) for row in rows if row["id"] in ("honorific", "official")
    )


def without_latin_form(tokens: list[str]) -> list[str]:
    """Tokens without legal forms at either end; a name that is nothing else stays.

    >>> without_latin_form(["ooo", "amur", "tribo", "co", "ltd"])
    ['amur', 'tribo']
    """
    before, after = _latin_forms()
    changed = True
    while changed and len(tokens) > _FEWEST:
        changed = False
        for length in range(min(4, len(tokens) - _FEWEST), 0, -1):
            if tuple(tokens[-length:]) in after:
                tokens, changed = tokens[:-length], True
                break
            if tuple(tokens[:length]) in before:
                tokens, changed = tokens[length:], True
                break
    return tokens


def without_han_form(text: str) -> str:
    """A folded Chinese or Japanese name without its legal form at either end.

    >>> without_han_form("株式会社京阪纤维素"), without_han_form("托尔卡能源有限公司")
    ('京阪纤维素', '托尔卡能源')
    """
    for form in _han_forms():
        if text.endswith(form) and len(text) > len(form) + 1:
            return without_han_form(text[: -len(form)])
        if form.endswith(("会社", "法人")) and text.startswith(form) and len(text) > len(form) + 1:
            return without_han_form(text[len(form) :])
    return text


def without_titles(tokens: list[str]) -> list[str]:
    """Tokens of a person's name without titles such as Dr or Prof."""
    kept = [token for token in tokens if token not in _titles()]
    return kept or tokens


def without_han_title(text: str) -> str:
    """A person's Chinese name without 博士, 教授 and the like at its end."""
    for title in sorted(_titles(), key=lambda title: (-len(title), title)):
        if text.endswith(title) and len(text) > len(title) + 1 and not title.isascii():
            return text[: -len(title)]
    return text
