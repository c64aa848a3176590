"""Each merge rule, on words as LAC might give them and on its own."""

from itertools import pairwise

import pytest
from pydantic import ValidationError

from pipeline.tagging.lac import LacWord, lac
from pipeline.tagging.merging import MergingNumbers, merge, numbers, raw


def merged(tagged: str, *, rules: bool = True) -> list[str]:
    """Names as ``text/LABEL`` from words written as ``芬兰/LOC 国家/n``; ``_`` is a blank."""
    words, text = [], ""
    for item in tagged.split():
        written, _, tag = item.rpartition("/")
        words.append(LacWord(len(text), len(text) + len(written), tag))
        text += written.replace("_", " ")
    names = merge(text, words) if rules else raw(words)
    return [f"{text[n.start : n.end]}/{n.label.value}" for n in names]


@pytest.mark.parametrize(
    ("tagged", "names"),
    [
        ("芬兰/LOC 国家技术研究中心/ORG", ["芬兰国家技术研究中心/ORG"]),
        ("德国/LOC 慕尼黑/LOC 工业大学/ORG", ["德国慕尼黑工业大学/ORG"]),
        ("辽宁/LOC 沈阳/LOC", ["辽宁沈阳/LOC"]),
        ("芬兰/LOC 与/c 国家技术研究中心/ORG", ["芬兰/LOC", "国家技术研究中心/ORG"]),
        ("中国/LOC 芬兰/LOC 合作/vn", ["中国/LOC", "芬兰/LOC"]),
        ("北京/LOC 王五/PER", ["北京/LOC", "王五/PERSON"]),
    ],
)
def test_places_beside_names(tagged: str, names: list[str]) -> None:
    assert merged(tagged) == names


@pytest.mark.parametrize(
    ("tagged", "names"),
    [
        ("清华大学/ORG 附属/vn 医院/n 的/u", ["清华大学附属医院/ORG"]),
        ("明斯克/LOC 林业/n 大学/n", ["明斯克林业大学/ORG"]),
        ("门捷列夫/PER 化工/n 大学/n", ["门捷列夫化工大学/ORG"]),
        ("清华大学/ORG 技术/n", ["清华大学/ORG"]),
        ("明斯克/LOC 的/u 制造厂/n", ["明斯克/LOC"]),
        ("埃斯波/LOC 企业/n", ["埃斯波/LOC"]),
        ("明斯克/LOC 高等/n 电子/n 通信/n 技术/n 精密/n 仪器/n 专科/n 大学/n", ["明斯克/LOC"]),
        ("清华大学/ORG 附属/vn 海淀/LOC 医院/n", ["清华大学附属海淀医院/ORG"]),
    ],
)
def test_names_go_on_to_a_suffix(tagged: str, names: list[str]) -> None:
    assert merged(tagged) == names


@pytest.mark.parametrize(
    ("tagged", "names"),
    [
        ("珀西·/PER 霍巴特/PER", ["珀西·霍巴特/PERSON"]),
        ("艾诺/ORG ·/w 凯图宁/PER", ["艾诺·凯图宁/PERSON"]),
        ("马库/PER ·莱赫托/w", ["马库·莱赫托/PERSON"]),
        ("诺亚/PER ·本/w -/w 阿米/PER", ["诺亚·本-阿米/PERSON"]),
        ("王五/PER ·/w", ["王五/PERSON"]),
        ("王五/PER 、/w 李四/PER", ["王五/PERSON", "李四/PERSON"]),
        ("北京/LOC ·/w 上海/LOC", ["北京/LOC", "上海/LOC"]),
    ],
)
def test_dotted_names_are_one(tagged: str, names: list[str]) -> None:
    assert merged(tagged) == names


@pytest.mark.parametrize(
    ("tagged", "names"),
    [
        ("赫尔辛基/PER", ["赫尔辛基/LOC"]),
        ("赫尔辛基/ORG", ["赫尔辛基/LOC"]),
        ("在/p 赫尔辛基/n", ["赫尔辛基/LOC"]),
        ("赫尔辛基人/n", []),
        ("软木技术中心/LOC", ["软木技术中心/ORG"]),
        ("央行/ORG", []),
        ("外交部/ORG", ["外交部/ORG"]),
        ("特雷霍女士/PER", ["特雷霍/PERSON"]),
        ("孙博士/PER", ["孙博士/PERSON"]),
        ("_特雷霍_/PER", ["特雷霍/PERSON"]),
        ("_/PER", []),
    ],
)
def test_labels_and_ends(tagged: str, names: list[str]) -> None:
    assert merged(tagged) == names


def test_without_rules_names_are_lacs() -> None:
    assert merged("芬兰/LOC 国家技术研究中心/ORG 央行/ORG", rules=False) == [
        "芬兰/LOC",
        "国家技术研究中心/ORG",
        "央行/ORG",
    ]


def test_names_never_overlap_and_stand_in_order() -> None:
    text = "清华大学附属海淀医院、辽宁沈阳的珀西·霍巴特女士访问中国芬兰" * 5
    names = merge(text, lac().words([text])[0])
    assert names
    assert all(a.end <= b.start for a, b in pairwise(names))


def test_wrong_numbers_are_named() -> None:
    data = numbers().model_dump()
    with pytest.raises(ValidationError, match="reach"):
        MergingNumbers.model_validate({**data, "reach": 0})
    with pytest.raises(ValidationError, match="raech"):
        MergingNumbers.model_validate({**data, "raech": 3})
