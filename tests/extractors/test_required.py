import re

import pytest

from extractors import patterns
from extractors.folding import fold
from extractors.money import _patterns as money_patterns
from extractors.required import Screen, required

FILES = ("cooperation", "development_stage", "direction", "ip_status")
TEXTS = (
    "我公司愿以专利技术作价入股，与中方企业在青岛合资建厂，并已批量生产，年产3000台。",
    "已获得欧洲专利授权2件，另有发明专利申请在审；不转让专利，只许可生产。",
    "The firm would license its patented process and is looking for a joint venture partner.",
    "Prototype tested in the laboratory; pilot plant in operation since 2012, EUR 2.5 million.",
    "发榜单位：某省企业技术需求汇总，拟引进国外样机，预算约500万元人民币。",
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("(?:出售|转让)[^。]{0,6}专利", [{"出售", "转让"}, {"专利"}]),
        ("(?<!不)许可(?!证)", [{"许可"}]),
        ("(?:已|曾)?投产", [{"投产"}]),
        ("(?:批量){0,2}生产", [{"生产"}]),
        ("[一二]台", [{"一", "二"}, {"台"}]),
        (r"\d+台|\w", []),
        ("^$", []),
        ("(?:合资|.)厂", [{"厂"}]),
        ("(?i:Patent)", []),
        ("(?i)patent", []),
        ("[^甲]+", []),
    ],
)
def test_what_every_match_holds(expression: str, expected: list[set[str]]) -> None:
    assert [set(words) for words in required(re.compile(expression))] == expected


@pytest.mark.parametrize("name", FILES)
def test_no_pattern_that_matches_is_held_back(name: str) -> None:
    matching = 0
    for text in map(fold, TEXTS):
        expected = [p for p in patterns.typed(name) if p.regex.search(text)]
        possible = patterns.possible(name, text)
        assert [p for p in possible if p.regex.search(text)] == expected
        matching += len(expected)
    assert matching


@pytest.mark.parametrize("name", FILES)
def test_most_patterns_are_held_back(name: str) -> None:
    tried = sum(len(patterns.possible(name, fold(text))) for text in TEXTS)
    assert tried * 4 < len(TEXTS) * len(patterns.typed(name))


def test_money_asks_for_a_currency() -> None:
    screen = Screen(money_patterns())
    assert screen.candidates("有员工300人，厂房2000平方米") == []
    assert 0 in screen.candidates("投资300万美元")


def test_a_pattern_without_words_is_always_tried() -> None:
    screen = Screen([re.compile("专利"), re.compile("^$"), re.compile(r"\d")])
    assert screen.candidates("") == [1, 2]
    assert screen.candidates("有专利") == [0, 1, 2]
    assert Screen([re.compile("合资.*专利"), re.compile("合资")]).candidates("合资") == [1]
    assert Screen([re.compile(r"\d")]).candidates("有专利") == [0]
