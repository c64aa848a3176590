"""Which word of a title says what the thing is."""

import pytest

from extractors.title_heads import TitlePlace, head_words, place_in_title

HEAD, MODIFIER, ELSEWHERE = TitlePlace.HEAD, TitlePlace.MODIFIER, TitlePlace.ELSEWHERE


@pytest.mark.parametrize(
    ("title", "word", "place"),
    [
        ("机场跑道异物雷达", "雷达", HEAD),
        ("机场跑道异物雷达", "机场", MODIFIER),
        ("船用防污涂料技术", "涂料", HEAD),
        ("口服疫苗冻干技术寻求合作方", "冻干", HEAD),
        ("口服疫苗冻干技术寻求合作方", "疫苗", MODIFIER),
        ("激光雷达系统（第二代）", "激光雷达", HEAD),
        ("某国科研机构与我国有关单位就多项卫星遥感课题开展长期的交流", "卫星", ELSEWHERE),
        ("corrosion sensor for ships", "sensor", HEAD),
        ("corrosion sensor for ships", "ships", MODIFIER),
        ("corrosion sensor for ships", "corrosion", ELSEWHERE),
        ("battery recycling technology from norway", "recycling", HEAD),
        ("drone", "drone", HEAD),
    ],
)
def test_the_head_of_a_title_is_told_from_what_qualifies_it(
    title: str, word: str, place: TitlePlace
) -> None:
    start = title.index(word)
    assert place_in_title(title, start, start + len(word)) is place


def test_kinds_of_things_name_their_fields() -> None:
    def fields(text: str) -> set[str]:
        return {entry.id for hit in head_words().find(text) for entry in hit.entries}

    assert fields("探伤仪") == {"sensors_instruments"}
    assert fields("巡检车") == {"vehicles_rail_transport"}
    assert "medical_devices_health" in fields("检测卡")
