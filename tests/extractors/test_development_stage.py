"""development_stage: the furthest stage that is stated of the thing itself."""

import pytest

from extractors.development_stage import extract

CASES = [
    ("已有200多家医院采用该设备。", "on_market"),
    ("已实现量产，年销售额3000万欧元。", "on_market"),
    ("The product has been sold in Europe since 2015.", "on_market"),
    ("About forty machines are in use at foundries in Italy.", "on_market"),
    ("技术成熟度：中试", "pilot_demonstrated"),
    ("已在两个农场试用了一个生长季。", "pilot_demonstrated"),
    ("已完成二期临床试验。", "pilot_demonstrated"),
    ("A pilot plant has operated for two years.", "pilot_demonstrated"),
    ("样机在真空舱内累计运行4000小时。", "lab_tested"),
    ("样品已通过第三方检测，尚未量产。", "lab_tested"),
    ("动物试验已完成，人体试验还没有做。", "lab_tested"),
    ("产品仍在开发之中，预计明年完成样机。", "under_development"),
    ("部件已上台架试过，整机还没有装起来。", "under_development"),
    ("The design exists only on paper.", "concept"),
    ("该装置能耗低。", None),
    ("希望在国内开展中试和示范。", None),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_stage(page_from, text, expected):
    page, scope = page_from("该装置由一家芬兰企业研制。\n" + text, title="芬兰企业新装置")
    found = extract(page, scope)
    assert [m.value for m in found] == ([expected] if expected else [])


def test_label_before_prose(page_from):
    page, scope = page_from("项目名称：装置\n技术成熟度：实验室样机\n同类产品已有上百家客户。")
    (mention,) = extract(page, scope)
    assert (mention.value, mention.rule) == ("lab_tested", "development_stage.label")


def test_a_chinese_demand_has_no_stage(page_from):
    page, scope = page_from("需求单位：某公司\n需求描述：现有样机在实验室运行，希望引进国外技术。")
    assert extract(page, scope) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("设备已交付四十列，在三座城市载客。", "on_market"),
        ("海湾里的阵列并网两年，没有出过故障。", "pilot_demonstrated"),
        ("三名志愿者在校内戴着试过。", "lab_tested"),
        ("该方法目前只在电脑上算过，没有造过样机。", "concept"),
        ("Roofs in two towns have been clad since 2012.", "on_market"),
        ("A plant of this kind has been working at a quarry for six months.", "pilot_demonstrated"),
        ("So far it has only been run on recorded video.", "lab_tested"),
        # A firm's output tells only where nothing is said of the thing itself.
        ("该厂年产面粉10万吨。新方法在中试线上跑通。", "pilot_demonstrated"),
        ("该厂年产这种板材10万吨。", "on_market"),
    ],
)
def test_everyday_wording(page_from, text, expected):
    page, scope = page_from(text)
    assert [m.value for m in extract(page, scope)] == [expected]
