"""opportunity_direction: who offers, who seeks, and what is an event."""

import pytest

from extractors.direction import extract

CASES = [
    ("意大利企业纺织技术推介", "某公司愿将技术转让给中国企业。", "foreign_offer"),
    ("匈牙利机器人公司寻求投资", "该企业缺少资金，希望中国投资者参股。", "foreign_offer"),
    ("越南企业求购变压器", "电力公司希望向中国购买两台变压器。", "foreign_request"),
    ("Utility seeks meters", "A utility is looking for Chinese suppliers.", "foreign_request"),
    ("浙江企业海外技术需求", "我公司希望引进国外高效电机技术。", "domestic_demand"),
    ("全球揭榜", "发榜企业：某公司\n希望国外同行提供电磁设计。", "domestic_demand"),
    ("中以创新技术对接会通知", "请于8月20日前报名，主办方为省科技厅。", "event_or_programme"),
    ("Call for joint projects", "Joint proposals are invited by 1 May.", "event_or_programme"),
]


@pytest.mark.parametrize(("title", "text", "expected"), CASES)
def test_direction(page_from, title, text, expected):
    page, scope = page_from(text, title=title)
    (mention,) = extract(page, scope)
    assert mention.value == expected
    assert mention.quote == page.text[mention.start : mention.end]


def test_default_is_a_doubtful_offer_with_the_title(page_from):
    page, scope = page_from("这种涂层耐磨。", title="耐磨涂层")
    (mention,) = extract(page, scope)
    assert (mention.value, mention.grade, mention.quote) == (
        "foreign_offer",
        "doubtful",
        "耐磨涂层",
    )


def test_a_title_outweighs_the_text(page_from):
    page, scope = page_from("需求单位：某公司", title="中波路演")
    assert extract(page, scope)[0].value == "event_or_programme"
    page, scope = page_from("需求单位：某公司\n中波路演", title="消息")
    assert extract(page, scope)[0].value == "domestic_demand"


def test_only_manufacturing_is_a_request(page_from):
    page, scope = page_from("耳标\n合作方式：按我方图纸贴片组装，产品返销。")
    assert [m.value for m in extract(page, scope)] == ["foreign_request"]


def test_a_demand_is_one_where_all_parties_are_chinese(page_from):
    text = "江苏华晟电机有限公司要把电机铁损降一半，欢迎外方来谈。"
    page, scope = page_from(text, title="电机铁损")
    (mention,) = extract(page, scope)
    assert mention.value == "domestic_demand"


def test_beside_a_foreign_party_the_same_words_are_an_offer(page_from):
    text = "江苏华晟电机有限公司听过介绍。芬兰Kelta Oy公司的电机铁损低一半。"
    page, scope = page_from(text, title="电机铁损")
    assert extract(page, scope)[0].value == "foreign_offer"
