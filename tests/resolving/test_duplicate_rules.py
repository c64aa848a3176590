"""Duplicates: what is one and what only looks like one, on small texts."""

from datetime import date

import pytest

from pipeline.resolving.duplicates import (
    SAME_FACTS,
    SAME_TEXT,
    SAME_TEXT_AND_PARTY,
    find_duplicates,
)
from pipeline.resolving.own_text import OwnText, own_spans, own_text
from pipeline.resolving.shingles import contained, shingles

LASER_ZH = (
    "芬兰科伊武光学公司研制出皮秒激光钻孔机，可在厚度37微米的玻璃上钻孔，每秒1200孔，已在奥卢的两家工厂使用，"
    "拥有3项欧洲专利，愿以技术许可方式与中国显示面板企业合作，首期投资约500万欧元，交货期18周。"
)
LASER_EN = (
    "Koivu Optics of Finland has built a picosecond laser drilling machine for glass 37 micrometres"
    " thick at 1,200 holes a second. Two plants in Oulu use it and three European patents protect"
    " it. It would license the technology to a Chinese display maker; the first stage needs an"
    " investment of EUR 5 million, delivery takes 18 weeks."
)
PAPER_EN = (
    "Koivu Optics of Finland offers a camera that watches the paper web in a pulp mill and finds "
    "holes of 90 micrometres at 2,400 metres a minute. A mill in Kotka has run it for 14 months. "
    "The company looks for a distributor in China and for a partner to assemble the cameras there."
)
OTHER_ZH = (
    "挪威斯凯尔维克海事公司开发的船体清洗机器人，可在码头边清除船体上的海藻，每小时清洗450平方米，"
    "已为26艘渡轮服务，希望在中国沿海港口寻找合资伙伴，共同生产和销售，双方出资比例可以协商。"
)


def record(
    number: int,
    text: str,
    day: date | None = None,
    report: str | None = None,
    parties: tuple[str, ...] = (),
    contacts: tuple[str, ...] = (),
    fields: tuple[str, ...] = (),
    country: str | None = "FIN",
) -> OwnText:
    language = "en" if text.isascii() else "zh"
    return OwnText(
        opportunity_id=f"o-{number}",
        report_id=report or f"r-{number}",
        published=day,
        retrieved_at="",
        language=language,
        text=text,
        parties=frozenset(parties),
        contacts=frozenset(contacts),
        patents=frozenset(),
        fields=frozenset(fields),
        country=country,
    )


def found(*records: OwnText) -> dict[str, tuple[str, str]]:
    return {d.opportunity_id: (d.duplicate_of, d.basis) for d in find_duplicates(records)}


def test_the_same_text_points_at_the_earliest() -> None:
    records = (
        record(1, LASER_ZH, date(2019, 5, 2)),
        record(2, "通知公告 " + LASER_ZH + " 打印本页", date(2019, 4, 1)),
        record(3, LASER_ZH[: len(LASER_ZH) * 2 // 3], date(2019, 6, 1)),
        record(4, OTHER_ZH, date(2019, 3, 1)),
    )
    wanted = {"o-1": ("o-2", SAME_TEXT), "o-3": ("o-2", SAME_TEXT)}
    assert found(*records) == found(*records[::-1]) == wanted


def test_an_undated_copy_is_not_the_earliest() -> None:
    assert found(record(1, LASER_ZH), record(2, LASER_ZH, date(2020, 1, 1))) == {
        "o-1": ("o-2", SAME_TEXT)
    }


def test_records_of_one_page_are_never_duplicates() -> None:
    assert found(record(1, LASER_ZH, report="r"), record(2, LASER_ZH, report="r")) == {}
    three = (
        record(1, LASER_ZH, date(2018, 1, 1), "r-a"),
        record(2, LASER_ZH, date(2018, 1, 2), "r-b"),
        record(3, LASER_ZH, date(2018, 1, 3), "r-b"),
    )
    assert len(found(*three)) == 1


def test_half_of_a_text_needs_a_party_in_common() -> None:
    half = LASER_ZH[: len(LASER_ZH) // 2] + OTHER_ZH[: len(OTHER_ZH) // 2]
    one, other = record(1, LASER_ZH), record(2, half)
    assert 0.4 <= contained(one.shingles, other.shingles) < 0.62
    assert found(one, other) == {}
    linked = (record(1, LASER_ZH, parties=("p-1",)), record(2, half, parties=("p-1",)))
    assert found(*linked) == {"o-2": ("o-1", SAME_TEXT_AND_PARTY)}


def test_a_translation_is_found_by_its_facts() -> None:
    zh = record(1, LASER_ZH, date(2019, 1, 1), parties=("p-1",), fields=("quantum_photonics",))
    en = record(2, LASER_EN, date(2019, 2, 1), parties=("p-1",), fields=("quantum_photonics",))
    assert found(zh, en) == {"o-2": ("o-1", SAME_FACTS)}


def test_another_offer_of_the_same_firm_is_none() -> None:
    contacts = ("info@koivu.example", "tel:5550121")
    one = record(1, LASER_ZH, parties=("p-1",), contacts=contacts, fields=("quantum_photonics",))
    other = record(2, PAPER_EN, parties=("p-1",), contacts=contacts, fields=("new_materials",))
    assert found(one, other) == {}
    english = record(3, LASER_EN, parties=("p-1",), contacts=contacts, fields=("new_materials",))
    assert "o-2" not in found(english, other) and "o-3" not in found(english, other)


def test_another_country_speaks_against() -> None:
    zh = record(1, LASER_ZH, fields=("quantum_photonics",))
    en = record(2, LASER_EN, fields=("quantum_photonics",))
    assert found(zh, en) == {"o-2": ("o-1", SAME_FACTS)}
    elsewhere = record(2, LASER_EN, fields=("quantum_photonics",), country="NOR")
    assert found(zh, elsewhere) == {}


def test_what_many_pages_share_is_a_template() -> None:
    template = (
        "有合作意向的单位请与省科学技术厅国际合作处联系并填写合作意向表于每月十五日前报送至指定邮箱"
    )
    texts = [
        record(at, f"{template}{''.join(chr(0x4E00 + 97 * at + 7 * i) for i in range(60))}")
        for at in range(70)
    ]
    assert found(*texts) == {}


def test_short_texts_say_too_little() -> None:
    assert found(record(1, "芬兰激光公司寻求合作"), record(2, "芬兰激光公司寻求合作")) == {}
    assert found() == {}


def test_shingles_are_of_the_folded_text() -> None:
    assert set(shingles("激光鑽孔機 A１")) == set(shingles("激光钻孔机 a1"))
    assert len(shingles("三个字")) == 0
    assert contained(shingles(""), shingles(LASER_ZH)) == 0


def test_a_record_owns_what_no_other_of_its_page_uses() -> None:
    def evidence(start: int, end: int, pointer: str = "/title") -> dict[str, object]:
        return {"start": start, "end": end, "pointer": pointer, "source": "text"}

    content = "x" * 300
    page = [
        {
            "opportunity_id": "o-1",
            "content": content,
            "field_evidence": [
                evidence(10, 20, "/publication_date"),
                evidence(30, 40),
                evidence(90, 99),
                evidence(280, 290, "/contacts/0/email"),
            ],
        },
        {
            "opportunity_id": "o-2",
            "content": content,
            "field_evidence": [evidence(120, 130), evidence(280, 290, "/contacts/0/email")],
        },
        {"opportunity_id": "o-3", "content": content, "field_evidence": []},
    ]
    assert own_spans(page) == {"o-1": (30, 99), "o-2": (120, 130), "o-3": (0, 300)}


@pytest.mark.parametrize(
    ("one", "other"), [("+358 8 555 0121", "08-5550121"), ("(0) 5550121", "0085 555 0121")]
)
def test_a_number_is_the_same_with_and_without_its_codes(one: str, other: str) -> None:
    def contacts(phone: str) -> frozenset[str]:
        bare = dict.fromkeys(("email", "fax"))
        record = {
            "opportunity_id": "o",
            "report_id": "r",
            "retrieved_at": None,
            "content_language": "zh",
            "content": "",
            "contacts": [{**bare, "phone": phone}],
            "patents": [],
            "technology_fields": [],
            "host_country": None,
        }
        return own_text(record, (0, 0), frozenset(), None).contacts

    assert contacts(one) == contacts(other) != frozenset()
