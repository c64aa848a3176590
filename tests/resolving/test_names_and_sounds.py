"""Names taken apart, their sounds, and what of two names is the same."""

import pytest

from pipeline.resolving.comparing import same_name
from pipeline.resolving.glossary import COUNTRY, PLACE, PLAIN, TYPE, WORD
from pipeline.resolving.legal_forms import without_han_form, without_latin_form
from pipeline.resolving.names import parse_name
from pipeline.resolving.sounds import code, sound_alike
from pipeline.resolving.told_numbers import told_numbers


def kinds(name: str) -> list[tuple[str, str]]:
    return [(part.kind, part.text) for part in parse_name(name).parts]


def test_a_name_is_taken_apart() -> None:
    assert kinds("托尔卡身份技术有限公司")[:2] == [(PLAIN, "托尔卡"), (WORD, "身份")]
    assert kinds("Novosibirsk State University")[0][0] == PLACE
    assert kinds("Новосибирский государственный университет")[0][0] == PLACE
    assert kinds("韩国科学技术院") == [(COUNTRY, "韩国"), (TYPE, "科学技术院")]
    assert kinds("CarmelSight Pathology Ltd.")[0] == (PLAIN, "carmel")


def test_a_character_beside_a_transcription_is_part_of_it() -> None:
    assert kinds("西门子公司") == [(PLAIN, "西门子")]
    assert kinds("水务公司") == [(WORD, "水务")]


def test_japanese_new_forms_and_traditional_ones_are_one() -> None:
    cores = {parse_name(name).core for name in ("金沢工業大学", "金澤工業大學", "金泽工业大学")}
    assert len(cores) == 1


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("株式会社京阪纤维素", "京阪纤维素"),
        ("托尔卡能源股份有限公司", "托尔卡能源"),
        ("公司", "公司"),
    ],
)
def test_chinese_legal_forms_go(name: str, core: str) -> None:
    assert without_han_form(name) == core


def test_legal_forms_in_alphabets_go_but_never_the_whole_name() -> None:
    assert without_latin_form(["pecos", "water", "llc"]) == ["pecos", "water"]
    assert without_latin_form(["ltd"]) == ["ltd"]


@pytest.mark.parametrize(
    ("chinese", "original"),
    [
        ("托尔卡", "Tolka"),
        ("瓦尔德施泰因", "Waldstein"),
        ("康内玛拉", "Connemara"),
        ("斯凯尔维克", "Skjervik"),
        ("罗伯特博世", "Robert Bosch"),
        ("莫纳什", "Monash"),
        ("阿尔托", "Aalto"),
        ("别尔捷赫特兰斯", "Белтехтранс"),
    ],
)
def test_a_transcription_sounds_like_its_original(chinese: str, original: str) -> None:
    assert sound_alike(chinese, original) >= 0.7
    assert sound_alike(chinese, "Northlight Zug") < 0.6


def test_codes_keep_what_transcription_keeps() -> None:
    assert code("托尔卡") == code("Tolka") == "TLK"
    assert code("阿尔托")[0] == code("Aalto")[0] == "A"
    assert code("") == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("慕尼黑工业大学", "Technische Universität München"),
        ("新西伯利亚国立大学", "Новосибирский государственный университет"),
        ("维捷布斯克超硬材料研究院", "Витебский институт сверхтвердых материалов"),
        ("佩科斯水务技术有限责任公司", "Pecos Water Technologies LLC"),
        ("米拉丁粉末冶金研究所", "Miladin Institute of Powder Metallurgy"),
    ],
)
def test_a_translation_is_the_same_name(one: str, other: str) -> None:
    assert same_name(parse_name(one), parse_name(other)) >= 0.76


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("慕尼黑大学", "Technical University of Munich"),
        ("西门子能源公司", "Siemens AG"),
        ("Pecos NanoTrace, Inc.", "佩科斯水务技术有限责任公司"),
        ("里斯本新大学", "University of Lisbon"),
        ("奥卢大学", "Oulu Polar University"),
    ],
)
def test_another_name_is_not(one: str, other: str) -> None:
    assert same_name(parse_name(one), parse_name(other)) < 0.76


def test_likeness_does_not_depend_on_the_order() -> None:
    names = [parse_name(n) for n in ("慕尼黑工业大学", "TU München", "Siemens AG", "西门子")]
    for one in names:
        for other in names:
            assert same_name(one, other) == pytest.approx(same_name(other, one))


def test_numbers_are_the_same_in_both_languages() -> None:
    zh = told_numbers("已交付六十二列，投资500万美元，转速一万二千转，效率提高37%")
    en = told_numbers("Sixty-two trains, USD 5 million, twelve thousand turns, 37% better")
    assert zh == en == {62, 5_000_000, 12_000, 37}
    assert told_numbers("in 3 to 5 years, V2.1") == frozenset()
