import pytest

from extractors.chinese_parties import extract


def parties(page_from, text, **page):
    made, scope = page_from(text, **page)
    found = extract(made, scope)
    assert all(made.text[m.start : m.end] == m.quote for m in found)
    return {m.value: m.attributes["role"] for m in found}


def test_demanding_enterprise(page_from):
    text = "需求单位：荆州江渚重型锻造股份有限公司\n技术需求：表面检测"
    assert parties(page_from, text, title="企业技术需求") == {
        "荆州江渚重型锻造股份有限公司": "demander"
    }


def test_organisers_by_label(page_from):
    text = "主办：广西壮族自治区科学技术厅\n承办：广西邕南国际技术交易所"
    assert parties(page_from, text) == {
        "广西壮族自治区科学技术厅": "organiser",
        "广西邕南国际技术交易所": "organiser",
    }


def test_existing_partner_in_prose(page_from):
    text = "海湾大学（Gulf University）研究组与三亚海岬海洋技术学院已有三年来往。"
    assert parties(page_from, text) == {"三亚海岬海洋技术学院": "existing_partner"}


def test_body_in_charge_of_the_matching(page_from):
    text = "雷文公司（Reven Oy）寻求合作，由湖北省国际科技合作促进中心统一组织对接。"
    assert parties(page_from, text) == {"湖北省国际科技合作促进中心": "organiser"}


@pytest.mark.parametrize(
    "text",
    [
        "雷文公司（Reven Oy）寻求合作。\n湖北省科学技术厅",
        "雷文公司（Reven Oy）寻求合作，意向请报送湖北省科学技术厅。",
        "雷文公司（Reven Oy）愿与一家中国船厂和国内高校合作。",
        "雷文公司（Reven Oy）寻求合作。（驻芬兰使馆科技处供稿）",
    ],
)
def test_publishers_addressees_and_unnamed_ones_are_none(page_from, text):
    assert parties(page_from, text) == {}


def test_foreign_organisation_is_none(page_from):
    assert parties(page_from, "主办：爱沙尼亚塔林生物协会（Tallinn Bio Association）") == {}
