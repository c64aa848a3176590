import pytest

from extractors.folding import fold
from extractors.missions import missions, missions_in
from extractors.places import countries, places_in


def codes(text: str) -> list[str]:
    return [place.alpha3 for place in places_in(text, fold(text), 0, len(text))]


def named(text: str) -> list[str]:
    return [hit.mission.mission_id for hit in missions_in(text, fold(text), 0, len(text))]


def test_every_country_of_iso_3166_is_there() -> None:
    assert len(countries()) == 249
    assert countries()["KOR"].name_zh == "韩国"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("俄罗斯联邦与大韩民国", ["RUS", "KOR"]),
        ("義大利、紐西蘭、沙特", ["ITA", "NZL", "SAU"]),
        ("the Republic of Korea and the Netherlands", ["KOR", "NLD"]),
        ("Let us polish it in turkey sauce", []),
        ("sold in the US by a Polish firm", ["USA", "POL"]),
        ("上海地区增加纳米涂层，是完美方案", ["CHN"]),
        ("德国慕尼黑", ["DEU", "DEU"]),
    ],
)
def test_places(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("据驻芬兰使馆科技处消息", ["fin-emb"]),
        ("中国驻休斯顿总领馆科技组", ["usa-cg-houston"]),
        ("駐舊金山總領事館", ["usa-cg-sanfrancisco"]),
        ("Embassy of the People's Republic of China in Finland", ["fin-emb"]),
        ("Chinese Consulate General in Munich", ["deu-cg-munich"]),
        ("芬兰驻华使馆", []),
        ("the British Embassy in Beijing", []),
    ],
)
def test_missions(text: str, expected: list[str]) -> None:
    assert named(text) == expected


def test_mission_ids_are_unique_and_hosts_belong_to_one() -> None:
    hosts = [host for mission in missions().values() for host in mission.hosts]
    assert len(hosts) == len(set(hosts))
