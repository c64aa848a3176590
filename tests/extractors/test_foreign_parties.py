import pytest

from extractors.foreign_parties import extract


def parties(page_from, text, **page):
    made, scope = page_from(text, **page)
    found = extract(made, scope)
    assert all(made.text[m.start : m.end] == m.quote for m in found)
    return found


def names(found):
    return [m.value for m in found if m.field == "foreign_parties"]


def of(found, field, name):
    return [m.value for m in found if m.field == field and m.attributes.get("of") == name]


def test_labelled_party_with_forms_type_and_place(page_from):
    found = parties(page_from, "外方单位：瓦尔德热工技术有限公司（Wald Thermo GmbH），慕尼黑")
    assert names(found) == ["瓦尔德热工技术有限公司"]
    name = names(found)[0]
    assert "Wald Thermo GmbH" in of(found, "foreign_parties.aliases", name)
    assert of(found, "foreign_parties.party_type", name) == ["company"]
    place = next(m for m in found if m.field == "foreign_parties.location")
    assert place.attributes["country"] == "DEU"
    main = found[0]
    assert main.attributes["name_en"] == "Wald Thermo GmbH"
    assert main.grade == "certain"


def test_party_in_prose_without_its_country(page_from):
    text = "以色列泰勒姆感知有限公司（Telem Ltd.，以下简称泰勒姆）把影像汇总到云端，希望在华试用。"
    assert names(parties(page_from, text)) == ["泰勒姆感知有限公司"]


@pytest.mark.parametrize(
    "text",
    [
        "英国剑桥一家初创公司研制出疫苗，希望与国内企业接洽。",
        "一家芬兰企业的产品已由诺基亚隆公司采用，其客户包括诺德海运有限公司。",
        "该企业曾获芬兰国家创新署资助，产品经赫尔辛基检测研究院测试。",
        "负责人毕业于塔尔图大学，曾任博尔森工程公司总监。",
        "A Finnish company offers a licence. Customers include Nordtank Oyj and Borealix AB.",
    ],
)
def test_unnamed_and_passing_organisations_are_no_parties(page_from, text):
    assert names(parties(page_from, text)) == []


def test_chinese_partner_is_not_foreign(page_from):
    text = "科伊武纤维研究所（Koivu Fibre Institute）与杭州钱江纤维有限公司已签备忘录。"
    assert names(parties(page_from, text)) == ["科伊武纤维研究所"]


def test_chinese_demand_has_no_foreign_party(page_from):
    text = "需求单位：常州铁衡传动科技有限公司\n技术需求：谐波减速器，如德国哈莫尼克公司的产品"
    assert names(parties(page_from, text, title="企业技术需求")) == []


def test_inventor_in_his_own_name_is_an_individual(page_from):
    text = "发明人：斯文·阿尔姆奎斯特（Sven Almqvist），权利由其本人持有\n希望转让专利。"
    found = parties(page_from, text)
    assert names(found) == ["斯文·阿尔姆奎斯特"]
    assert of(found, "foreign_parties.party_type", "斯文·阿尔姆奎斯特") == ["individual"]


def test_both_owner_and_university_behind_it(page_from):
    text = (
        "The principle was found at the Kiimin University of Electronics; the business side lies "
        "with its spin-off, Reven Radio Oy, founded in 2018."
    )
    assert names(parties(page_from, text)) == ["Kiimin University of Electronics", "Reven Radio Oy"]


def test_same_party_in_two_languages_is_one(page_from):
    text = (
        "卡梅尔视界有限公司2014年创办于海法，公司的软件能在几分钟内看完一张切片，把可疑部位标出，"
        "供医生复核，自2018年起在六家检验机构日常使用。\n"
        "Carmel Sight Pathology Ltd. was set up in Haifa in 2014. Its software reads a slide "
        "in a few minutes, marks what looks suspicious and proposes a grade for the doctor."
    )
    found = parties(page_from, text)
    assert names(found) == ["卡梅尔视界有限公司"]
    assert "Carmel Sight Pathology Ltd." in of(
        found, "foreign_parties.aliases", "卡梅尔视界有限公司"
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("林波波矿业大学", "university"),
        ("科伊武纤维研究所", "research_institute"),
        ("图尔库造船有限公司", "company"),
        ("第比利斯儿童医院", "hospital"),
        ("博尔德国家实验室", "government_lab"),
        ("塔林生物技术商会", "intermediary"),
    ],
)
def test_type_by_the_form_of_the_name(page_from, name, kind):
    found = parties(page_from, f"外方单位：{name}")
    assert of(found, "foreign_parties.party_type", name) == [kind]
