import pytest

from extractors.amounts import extract
from models.evidence import Grade


def read(page_from, text: str) -> list[tuple[float, str, str]]:
    page, scope = page_from(text)
    found = extract(page, scope)
    assert all(m.quote == page.text[m.start : m.end] for m in found)
    return [(m.value, m.attributes["currency"], m.attributes["kind"]) for m in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("外方希望中方企业投资300万欧元建设示范线。", (3e6, "EUR", "investment_sought")),
        ("该公司计划出让15%的股权，融资800万元人民币。", (8e6, "CNY", "investment_sought")),
        ("融资需求：1200万元", (1.2e7, "CNY", "investment_sought")),
        ("设备单价约45万元，可根据用户需求定制。", (4.5e5, "CNY", "price")),
        ("每公斤售价120美元，最小起订量1吨。", (120, "USD", "price")),
        ("愿意以120万澳元的价格出让全部知识产权。", (1.2e6, "AUD", "price")),
        ("外方要求首期支付20万美元技术入门费。", (2e5, "USD", "licence_fee")),
        ("研发经费预算：150万元", (1.5e6, "CNY", "budget")),
        ("我公司愿出资300万元委托国外机构开发。", (3e6, "CNY", "budget")),
        ("The company seeks EUR 2 million from an investor.", (2e6, "EUR", "investment_sought")),
        ("Price per unit: EUR 12,500.", (12500, "EUR", "price")),
        ("The university will sell the patent for USD 80,000.", (80000, "USD", "price")),
        ("Services are billed at CHF 1,600 per day plus travel.", (1600, "CHF", "price")),
        ("The down payment is USD 50,000.", (50000, "USD", "licence_fee")),
        ("公司缺150万欧元把样机改到能上流水线。", (1.5e6, "EUR", "investment_sought")),
        ("首年进货不低于120万欧元。", (1.2e6, "EUR", "price")),
        ("请厂家照图代造，每个造价不要超过九百令吉。", (900, "MYR", "price")),
        ("想把专利卖掉，要60万英镑。", (600000, "GBP", "price")),
        ("愿让出20%的股份，换取400万欧元。", (4e6, "EUR", "investment_sought")),
        ("Buyers in Sweden would pay about 2 million crowns.", (2e6, "SEK", "price")),
        ("It is missing 400,000 dollars.", (400000, "USD", "investment_sought")),
        ("与同类产品相比便宜一半，即每台售价6万英镑。", (60000, "GBP", "price")),
    ],
)
def test_money_sought_offered_or_asked(page_from, text: str, found: tuple[float, str, str]) -> None:
    assert read(page_from, text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "公司年销售额达2.5亿欧元，员工1200人。",
        "该项目曾获欧盟资助350万欧元。",
        "目前全球市场规模约为50亿美元。",
        "与国外同类产品每台30万美元的价格相比，具有明显优势。",
        "每年可为用户节约燃料费用约40万元。",
        "国外一家企业的产品每台售价18万欧元。",
        "公司去年亏损210万欧元。",
        "公司注册资本1000万元。",
        "Annual turnover: EUR 8 million.",
        "The work was supported by a state grant of AUD 2.6 million.",
        "A comparable machine from a competitor costs about USD 400,000.",
        "The demonstration plant cost EUR 7 million.",
        "人均不超过500元。",
        "学校那套当初由联合国开发计划署出资8.5万美元。",
        "公司婉拒了300万美元的收购。",
        "The group has turned down a private offer of NZD 2 million.",
        "Its present budget is NZD 640,000, from the national science fund.",
        "It weighs as much as EUR 5.",
    ],
)
def test_other_money_is_no_amount(page_from, text: str) -> None:
    assert read(page_from, text) == []


def test_a_denied_wish_is_no_amount(page_from) -> None:
    assert read(page_from, "公司不寻求融资500万元之类的投资。") == []


def test_sums_of_both_kinds_in_one_sentence(page_from) -> None:
    text = "公司去年亏损120万欧元，拟以300万欧元整体转让。"
    assert read(page_from, text) == [(3e6, "EUR", "price")]


def test_own_price_beside_a_rivals(page_from) -> None:
    text = "国内市场每套进口设备售价高达400万元，而该设备只需150万元。"
    assert [value for value, *_ in read(page_from, text)] == [1.5e6]


def test_a_conversion_in_brackets_is_the_same_sum(page_from) -> None:
    assert read(page_from, "转让费1200万元（约合180万美元）。") == [(1.2e7, "CNY", "price")]


def test_a_range_gives_its_upper_end(page_from) -> None:
    page, scope = page_from("设备报价为每套28万至35万美元。")
    (found,) = extract(page, scope)
    assert (found.value, found.attributes["low"]) == (350_000, 280_000)


def test_unit_in_the_label(page_from) -> None:
    page, scope = page_from("项目总投资（万元）：3000")
    (found,) = extract(page, scope)
    assert (found.value, found.quote, found.grade) == (3e7, "3000", Grade.CERTAIN)


def test_the_same_sum_once(page_from) -> None:
    text = "转让价为75万欧元。\nThe asking price is EUR 750,000."
    assert read(page_from, text) == [(750_000, "EUR", "price")]
