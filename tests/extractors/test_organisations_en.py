import pytest

from extractors.organisations_en import find_latin
from extractors.organisations_other import find_apposed, find_cyrillic, find_hangul


def found(page_from, text, finder=find_latin):
    page, scope = page_from(text)
    names = []
    for index, segment in page.segments(scope.own):
        arguments = (page, index, segment) if finder is find_latin else (page, segment)
        names += [page.quote(one.span) for one in finder(*arguments)]
    return names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The enquirer is Hallertal Getriebe GmbH & Co. KG, Mainburg.",
            ["Hallertal Getriebe GmbH & Co. KG"],
        ),
        (
            "It was found at the Oulu University of Applied Electronics and sold.",
            ["Oulu University of Applied Electronics"],
        ),
        (
            "A spin-off of the Chita Institute of Science and Technology has it.",
            ["Chita Institute of Science and Technology"],
        ),
        (
            "Pecos Tracer, Inc. and Foo Bar Co., Ltd. agree.",
            ["Pecos Tracer, Inc.", "Foo Bar Co., Ltd."],
        ),
        ("New Zealand's Kauri Masts Limited builds masts.", ["Kauri Masts Limited"]),
        ("Gothenburg-based TideVolt AB offers a licence.", ["TideVolt AB"]),
        ("The Institut für Neue Sicherheit Graz leads.", ["Institut für Neue Sicherheit Graz"]),
        ("The buyer is PT Nusa Dingin of Jakarta.", ["PT Nusa Dingin"]),
        ("Molle Torino S.p.A. has a plant.", ["Molle Torino S.p.A."]),
        ("The Institute has no plant of its own.", []),
        ("Our University does not sell.", []),
    ],
)
def test_latin_names(page_from, text, names):
    assert found(page_from, text) == names


def test_latin_name_in_chinese_text(page_from):
    text = "奥卢的雷文公司（Reven RF Oy）由当地团队创办"
    assert found(page_from, text) == ["Reven RF Oy"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("单位：ООО «Северный свет»，明斯克", "ООО «Северный свет»"),
        (
            "该院（Витебский институт сверхтвердых сплавов）",
            "Витебский институт сверхтвердых сплавов",
        ),
    ],
)
def test_cyrillic_names(page_from, text, name):
    assert found(page_from, text, find_cyrillic) == [name]


def test_hangul_names(page_from):
    assert found(page_from, "该社（동래트윈 주식회사）", find_hangul) == ["동래트윈 주식회사"]


def test_apposition_names_a_firm_without_legal_form(page_from):
    text = "Skylark Nord, a Danish drone maker, offers a licence."
    assert found(page_from, text, find_apposed) == ["Skylark Nord"]
    assert found(page_from, "TerraFlow是以色列的一家企业", find_apposed) == ["TerraFlow"]
