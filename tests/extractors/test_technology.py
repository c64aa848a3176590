"""technology_fields: what the thing is decides, not names, uses or repetition."""

import pytest

from extractors import crosswalk, technology
from extractors.technology import extract
from models.evidence import Mention


def fields(mentions: list[Mention]) -> list[str]:
    return list(dict.fromkeys(m.value for m in mentions if m.field == "technology_fields"))


@pytest.mark.parametrize(
    ("title", "text", "main"),
    [
        (
            "超级电容储能系统",
            "该储能系统采用锂电池与超级电容混合，循环寿命长。",
            "new_energy_storage",
        ),
        ("口服疫苗", "研究所开发了减毒活疫苗，动物试验中产生抗体。", "biotechnology_pharma"),
        (
            "Laser for welding",
            "A fibre laser with a new optical head; the laser beam is shaped by photonic crystals.",
            "quantum_photonics",
        ),
        ("臺灣無人機遙測衛星", "立方衛星與衛星地面測控站，推進器已上軌道。", "aerospace"),
    ],
)
def test_main_field(page_from, title, text, main):
    page, scope = page_from(text, title=title)
    assert fields(extract(page, scope))[0] == main


def test_two_fields_in_order_and_their_evidence(page_from):
    text = "系统用卷积神经网络和机器学习识别果园病虫害，农户据此灌溉和施肥。模型在果园训练。"
    page, scope = page_from(text, title="果园灌溉人工智能决策系统")
    found = [m for m in extract(page, scope) if m.field == "technology_fields"]
    assert set(fields(found)) >= {"agriculture_food", "artificial_intelligence"}
    for mention in found:
        assert mention.quote == page.text[mention.start : mention.end]
        is_head = mention.rule == "technology.head"
        file = "phrases/title_heads" if is_head else f"technology/{mention.value}"
        assert mention.vocabulary_id == f"{file}#{mention.normal}"


def test_at_most_three_and_known_fields(page_from):
    text = "软件、芯片、疫苗、卫星、船舶、光伏、机器人、矿石、汽车、农业、传感器、激光。"
    page, scope = page_from(text)
    named = fields(extract(page, scope))
    assert 1 <= len(named) <= 3
    assert set(named) <= set(crosswalk.ids())


def test_other_where_nothing_decides(page_from):
    page, scope = page_from("双方就今后的合作交换了意见，希望保持联系。", title="会谈")
    (mention,) = [m for m in extract(page, scope) if m.field == "technology_fields"]
    assert mention.value == "other"
    assert mention.grade == "doubtful"


def test_words_of_an_organisations_name_do_not_decide(page_from):
    page, scope = page_from(
        "该团队来自海洋生物医药研究院有限公司，研制了光伏逆变器，用于光伏电站。"
    )
    assert fields(extract(page, scope))[0] in ("new_energy_storage", "power_energy_efficiency")


def test_repetition_counts_little(page_from):
    once, scope_once = page_from("光伏逆变器与风电变流器。装置用于疫苗冷藏。")
    often, scope_often = page_from("光伏逆变器与风电变流器。" + "装置用于疫苗冷藏。" * 8)
    assert fields(extract(once, scope_once))[0] == fields(extract(often, scope_often))[0]


def test_labelled_field_is_kept_as_written(page_from):
    page, scope = page_from("项目名称：新型除尘器\n所属领域：环保\n该除尘器效率高。")
    mentions = extract(page, scope)
    assert [m.quote for m in mentions if m.field == "technology_field_raw"] == ["环保"]
    assert fields(mentions)[0] == "environment_resources"


def test_keywords_carry_language_and_weigh_two_or_more(page_from):
    page, scope = page_from("该公司的光伏逆变器效率高。")
    keywords = [m for m in extract(page, scope) if m.field == "technology_keywords"]
    assert keywords
    weights = {
        entry.term: entry.weight
        for hit in technology.lexicon().find(page.folded)
        for entry in hit.entries
    }
    assert all(weights[k.value] >= 2 and k.attributes["language"] == "zh" for k in keywords)


def test_short_terms_do_not_lie_across_words(page_from):
    page, scope = page_from("各组织机构应当报名，夜间作业注意安全。")
    values = {m.value for m in extract(page, scope) if m.field == "technology_keywords"}
    assert not values & {"织机", "间作"}


def test_what_a_title_ends_with_weighs_more_than_what_it_is_used_on(page_from):
    page, scope = page_from("手持，读数直接显示。", title="果园用土壤水分传感器")
    found = [m for m in extract(page, scope) if m.field == "technology_fields"]
    assert fields(found)[0] == "sensors_instruments"
