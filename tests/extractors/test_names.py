import pytest

from extractors.names import ASIDE, NAME, SHORT, forms_in_bracket, pieces, same_name, trimmed
from models.span import Span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("北光公司（Northlight Bio Oy）", [("Northlight Bio Oy", NAME)]),
        (
            "北光公司（Pecos Tracer, Inc.，以下简称“北光”）",
            [("Pecos Tracer, Inc.", NAME), ("北光", SHORT)],
        ),
        (
            "北光所（英文名North Light Institute，缩写NLI）",
            [("North Light Institute", NAME), ("NLI", SHORT)],
        ),
        ("北光所（俄文名 Институт «Север»）", [("Институт «Север»", NAME)]),
        ("北光公司（位于奥卢，成立于1990年）", [("位于奥卢", ASIDE), ("成立于1990年", ASIDE)]),
        ("北光公司（“NB”）", [("NB", SHORT)]),
        ("北光公司成立于1990年", []),
    ],
)
def test_bracket_gives_other_forms(page_from, text, expected):
    page, _ = page_from(text)
    end = re_end(text)
    forms, _ = forms_in_bracket(page, end)
    assert [(page.quote(form.span), form.kind) for form in forms] == expected


def re_end(text):
    bracket = text.find("（")
    return bracket if bracket >= 0 else 4


def test_comma_before_a_legal_form_separates_nothing():
    text = "Foo Bar Co., Ltd., Oulu; Baz"
    found = [text[s.start : s.end].strip() for s in pieces(text, Span(start=0, end=len(text)))]
    assert found == ["Foo Bar Co., Ltd.", "Oulu", "Baz"]


def test_quotes_at_the_ends_go_and_paired_ones_inside_stay():
    text = "“北光”"
    assert trimmed(text, 0, len(text)) == Span(start=1, end=3)
    inside = "ООО «Север»"
    assert trimmed(inside, 0, len(inside)) == Span(start=0, end=len(inside))


def test_same_name_is_blind_to_case_script_variant_and_a_slip():
    assert same_name("聖羅倫斯大學", "圣罗伦斯大学")
    assert same_name("Gothenburg Harbor Safety AB", "Gothenburg Harbour Safety AB")
    assert not same_name("奥卢大学", "奥斯陆大学")
