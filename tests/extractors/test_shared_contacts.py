import pytest

from extractors.contacts import extract
from extractors.scope import Scope

FIRST = "一、芬兰湖光公司（Lakelight Oy）研制出湖泊浮标传感器，希望同中国企业合资生产。"
SECOND = "二、挪威峡湾公司（Fjordtech AS）研制出三文鱼分拣机，负责人为汉斯·奥尔森。"
LAKE, FJORD, BOTH = "+358405550101", "+4722555010", "057155500262"


@pytest.mark.parametrize(
    ("block", "first", "second"),
    [
        ("联系人：张敏，电话0571-55500262。", [BOTH], [BOTH]),
        ("第1、2项请与省国际合作中心联系，电话0571-55500262。", [BOTH], [BOTH]),
        ("Projects 1 to 3: tel. 0571-55500262", [BOTH], [BOTH]),
        ("对第2项感兴趣的单位请联系0571-55500262。", [], [BOTH]),
        ("项目一：Mika，+358 40 555 0101；项目二：+47 22 555 010。", [LAKE], [FJORD]),
        ("Lakelight: +358 40 555 0101; Fjordtech: +47 22 555 010", [LAKE], [FJORD]),
        ("奥尔森先生，+47 22 555 010。", [], [FJORD]),
    ],
)
def test_whom_a_shared_contact_serves(
    page_from, block: str, first: list[str], second: list[str]
) -> None:
    page, _ = page_from("\n".join((FIRST, SECOND, block)))
    one, two, shared = page.body
    for number, (own, expected) in enumerate(((one, first), (two, second))):
        scope = Scope(number, "", (own,), (shared,), own)
        assert [mention.value for mention in extract(page, scope)] == expected


def test_a_single_opportunity_keeps_all(page_from) -> None:
    page, scope = page_from(f"{FIRST}\n对第2项感兴趣的单位请联系0571-55500262。")
    assert [mention.value for mention in extract(page, scope)] == [BOTH]
