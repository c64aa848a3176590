"""summary, advantages, application_area, partner_requirements: the page's own passages."""

from extractors.texts import extract
from models.evidence import Mention


def of(mentions: list[Mention], field: str) -> list[str]:
    return [m.quote for m in mentions if m.field == field]


def test_labelled_values(page_from):
    page, scope = page_from(
        "项目名称：除冰膜\n项目简介：一种导电薄膜，通电化冰。\n技术优势：省电。\n"
        "应用领域：轻型飞机。\n对中方要求：有飞行试验条件。"
    )
    mentions = extract(page, scope)
    assert of(mentions, "summary") == ["一种导电薄膜，通电化冰。"]
    assert of(mentions, "advantages") == ["省电。"]
    assert of(mentions, "application_area") == ["轻型飞机。"]
    assert of(mentions, "partner_requirements") == ["有飞行试验条件。"]
    assert {m.grade for m in mentions} == {"certain"}


def test_a_passage_goes_on_until_the_next_label(page_from):
    page, scope = page_from(
        "项目名称：除冰膜\n项目简介：一种导电薄膜。\n它贴在桨叶前缘，两分钟化冰。\n合作方式：合资"
    )
    (summary,) = of(extract(page, scope), "summary")
    assert summary.startswith("一种导电薄膜。")
    assert summary.endswith("两分钟化冰。")


def test_the_last_label_does_not_swallow_closing_notes(page_from):
    page, scope = page_from("项目名称：除冰膜\n项目简介：一种导电薄膜。\n以上内容未经核实。")
    assert of(extract(page, scope), "summary") == ["一种导电薄膜。"]


def test_a_label_on_a_line_of_its_own_heads_what_follows(page_from):
    page, scope = page_from("技术优势\n寿命长，能耗低。\n维护简单。\n合作方式\n合资")
    (advantages,) = of(extract(page, scope), "advantages")
    assert advantages.startswith("寿命长")
    assert advantages.endswith("维护简单。")


def test_summary_falls_back_to_the_first_sentence_of_substance(page_from):
    page, scope = page_from(
        "某公司成立于2004年，员工40人。\n该公司研制的光伏逆变器转换效率达到百分之九十九。"
    )
    (summary,) = [m for m in extract(page, scope) if m.field == "summary"]
    assert "逆变器" in summary.quote
    assert summary.grade == "likely"
