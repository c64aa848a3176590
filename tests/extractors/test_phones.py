import pytest

from extractors.folding import fold
from extractors.phones import e164, find_phones


def read(text: str, **how: object) -> list[tuple[str, str, str]]:
    folded = fold(text)
    return [
        (text[p.span.start : p.span.end], p.kind, p.digits)
        for p in find_phones(folded, 0, len(folded), **how)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("电话：010-12345678", [("010-12345678", "phone", "01012345678")]),
        (
            "电话：0571-8888 8888 转 801",
            [("0571-8888 8888 转 801", "phone", "057188888888;ext=801")],
        ),
        (
            "Tel. (010) 5550-1234, ext. 12",
            [("(010) 5550-1234, ext. 12", "phone", "01055501234;ext=12")],
        ),
        ("＋４６－４６－５５５－０１", [("＋４６－４６－５５５－０１", "phone", "+464655501")]),
        ("phone 00 358 40 555 0119", [("00 358 40 555 0119", "phone", "00358405550119")]),
        ("电话（传真）+375 17 555 01 66", [("+375 17 555 01 66", "phone", "+375175550166")]),
        ("+86 10 5550 1234 (fax)", [("+86 10 5550 1234", "fax", "+861055501234")]),
        ("电话 010-88881234 9:00-17:00", [("010-88881234", "phone", "01088881234")]),
        ("电话/传真：00375 17 555 01 17/18", [("00375 17 555 01 17", "phone", "00375175550117")]),
        ("联系人 李娜（139 5550 1234）", [("139 5550 1234", "phone", "13955501234")]),
        ("Tél. : 01 55 50 12 34", [("01 55 50 12 34", "phone", "0155501234")]),
        ("phone 617-555-0123 x45", [("617-555-0123 x45", "phone", "6175550123;ext=45")]),
        ("Tel. +91 80 5550 1234 / 35", [("+91 80 5550 1234", "phone", "+918055501234")]),
        ("手机（微信同号）13955501234", [("13955501234", "phone", "13955501234")]),
        ("电话/微信：13955501234", [("13955501234", "phone", "13955501234")]),
        ("电传：0532-85550123", [("0532-85550123", "fax", "053285550123")]),
        ("请拨打电话联系李工 13912345678", [("13912345678", "phone", "13912345678")]),
    ],
)
def test_numbers_as_written(text: str, found: list[tuple[str, str, str]]) -> None:
    assert read(text) == found


def test_telephone_and_fax_in_one_line() -> None:
    found = read("Tel.: +49 8751 555 01 88, Fax: +49 8751 555 01 89")
    assert [(kind, digits[-2:]) for _, kind, digits in found] == [("phone", "88"), ("fax", "89")]


def test_lists_go_on() -> None:
    found = read("电话：0771-5550 233、0771-5550 234")
    assert [digits for _, _, digits in found] == ["07715550233", "07715550234"]
    assert len(read("电话：010-55501234/55501235")) == 2
    assert len(read("联系电话：张三 13912345678、李四 13812345678")) == 2


@pytest.mark.parametrize(
    "text",
    [
        "领事保护热线：+86-10-12308123",
        "监督电话：0731-5550 1931",
        "值班电话：028-55504600",
        "邮编：430071",
        "专利号 201510123456.7",
        "ISO 9001:2015，GB/T 19001-2016",
        "年产 20000-30000 套，投资 12345678 元",
        "2018-2020 年完成 2018-05-28 验收",
        "QQ：55500000",
        "微信：13955501234",
        "WeChat: +86 139 5550 1234",
        "电话另行通知，投资 300,000 美元",
    ],
)
def test_no_telephone(text: str) -> None:
    assert read(text, contact=True) == []


def test_without_hint_only_clear_forms() -> None:
    assert read("编组 0574 55500391 号") == []
    assert read("孙立群　0574-5550 0391") == [("0574-5550 0391", "phone", "057455500391")]
    assert read("厂长 13500000762") == []
    assert len(read("厂长 13500000762", contact=True)) == 1


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("0045-55501877", "+4555501877"),
        ("139-0000-5521", "+8613900005521"),
        ("518-555-0126", "+15185550126"),
        ("5550 0131", None),
    ],
)
def test_international_form(written: str, normal: str | None) -> None:
    assert e164(written) == normal
