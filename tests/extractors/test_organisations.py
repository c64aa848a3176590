from extractors.organisations import occurrences, parties, without_country, without_legal_form


def names(page_from, text):
    page, scope = page_from(text)
    groups = parties(page, occurrences(page, scope.own))
    return [list(dict.fromkeys(page.quote(s) for s in group.spans())) for group in groups]


def test_bracketed_forms_and_short_form_are_one_party(page_from):
    text = (
        "密盾微电子有限公司（Kryptos Mikro GmbH，以下简称密盾公司）在格拉茨。\n密盾公司希望合作。"
    )
    assert names(page_from, text) == [["密盾微电子有限公司", "Kryptos Mikro GmbH", "密盾公司"]]


def test_names_beside_each_other_in_two_scripts_are_one_party(page_from):
    text = "完成单位：АО «Невский институт»/ 涅瓦石油化学研究院 / Nevsky Institute JSC"
    assert len(names(page_from, text)) == 1


def test_different_organisations_stay_apart(page_from):
    text = "奥卢大学与坦佩雷大学合作，另有北光生物有限公司参加。"
    assert [group[0] for group in names(page_from, text)] == [
        "奥卢大学",
        "坦佩雷大学",
        "北光生物有限公司",
    ]


def test_embassies_are_no_organisations_of_the_text(page_from):
    text = "驻芬兰使馆科技处和 the Chinese Embassy in Helsinki 推荐。"
    assert names(page_from, text) == []


def test_country_and_legal_form_can_be_taken_off():
    assert without_country("以色列泰勒姆公司") == "泰勒姆公司"
    assert without_legal_form("Foo Bar Co., Ltd.") == "Foo Bar"
    assert without_legal_form("Foo Bar") == "Foo Bar"
