"""cooperation_types: every way of saying how, and none of what is denied, past or another's."""

import pytest

from extractors.cooperation import extract
from models.evidence import Mention

STATED = [
    (
        "公司愿意将该项专利的中国使用权独家许可给一家国内药企，收取首付款及销售额5%的提成。",
        "licensing",
    ),
    ("外方希望由一家中国工厂取得生产许可后在华生产，按销售额支付费用。", "licensing"),
    ("The inventors are looking for a licensee who will pay 4% of net sales.", "licensing"),
    ("对方有意在苏州工业园区设立独资工厂，目前正在选址。", "local_establishment"),
    ("诚邀海外机构来我市建立研发分中心。", "local_establishment"),
    ("The company plans to open its own factory in Tianjin.", "local_establishment"),
    ("研究所希望与我国相关院校联合攻关，共同申请政府间合作项目。", "joint_rd"),
    ("我公司愿出资委托国外研究机构开发该材料，知识产权归我公司所有。", "joint_rd"),
    ("The institute wishes to carry out research together with a Chinese university.", "joint_rd"),
    ("该厂求国内经销商，负责华东地区的售后与推广。", "distribution_sales"),
    ("The company seeks a distributor for its meters in southern China.", "distribution_sales"),
    ("创始人打算出让公司30%的股权，融资额为200万英镑。", "investment_financing"),
    ("希望国内风投机构参与B轮，领投或跟投均可。", "investment_financing"),
    ("外方以技术入股，中方提供厂房和流动资金，双方在山东组建合资企业。", "joint_venture"),
    ("希望同中国船厂合伙成立公司生产，外方占45%。", "joint_venture"),
    ("A jointly owned plant is envisaged, with the Chinese side holding 60%.", "joint_venture"),
    ("拟在国内寻找两家三甲医院开展三期临床试验。", "demonstration_pilot"),
    ("欢迎国内农场拿出50亩地试种一季。", "demonstration_pilot"),
    ("We seek a hospital in China willing to try the device on patients.", "demonstration_pilot"),
    ("大学愿派教授每年来华短期讲学，并接收我方博士生赴英进修。", "talent_recruitment"),
    ("该教授愿应聘到中国高校任职五年。", "talent_recruitment"),
    ("The group is willing to host two Chinese postdocs each year.", "talent_recruitment"),
    ("可派两名工程师驻厂指导半年，每月费用8000欧元。", "technical_service"),
    ("可为中国钢厂提供工艺诊断和设备升级改造服务，按项目收费。", "technical_service"),
    ("业主年迈，拟整体出售公司，含品牌和客户资源。", "acquisition"),
    ("The owner intends to sell the whole business, including plant and staff.", "acquisition"),
    ("希望在中国找一家注塑厂代工外壳，年需求量10万件。", "contract_manufacturing"),
    ("拥有人愿将全部技术资料和三项专利一次性转让。", "technology_transfer"),
    ("All patents and drawings are for sale at EUR 2 million.", "technology_transfer"),
    ("合作方式：技术转让、合资生产", "technology_transfer joint_venture"),
    ("合作方式：共同研发、人员互访", "joint_rd talent_recruitment"),
    ("合作形式：面议", "unspecified"),
]
DENIED = [
    ("不卖专利，也不设代理，只愿与国内同行做联合研究。", "joint_rd"),
    ("外方不寻求融资，仅希望与中国企业合作开展海上试验。", "demonstration_pilot"),
    ("希望转让专利。工艺文件不单独出售，也不需要代理商。", "technology_transfer"),
    ("问：要不要找代理？\n答：不需要。\n问：希望怎样合作？\n答：与中方院所一道研究。", "joint_rd"),
    (
        "Q: Would you welcome an investor?\nA: No.\nQ: What do you want?\nA: A licensee.",
        "licensing",
    ),
]
BACKGROUND = [
    "公司现有员工200人，产品销往30多个国家，并在上海设有子公司。",
    "2018年与清华大学开展联合研究，共同发表论文3篇。",
    "项目曾获欧盟资助300万欧元，由五家机构合作研发。",
    "该所为企业提供技术咨询和检测服务，承担人员培训。",
    "已在多家医院完成临床试验，在德国建有示范工程。",
    "The company sells its products through distributors and has raised EUR 5 million.",
    "竞争对手去年被一家美国公司收购。",
    "公司由两名教授创办，获得风险投资200万美元，委托代工厂生产，自有销售渠道。",
]
LEAD = "该装置由一家企业研制，效率高，能耗低。\n"


def types(mentions: list[Mention]) -> set[str]:
    return {m.value for m in mentions if m.field == "cooperation_types"}


@pytest.mark.parametrize(("text", "expected"), STATED + DENIED)
def test_types(page_from, text, expected):
    page, scope = page_from(LEAD + text, title="先进装置推介")
    mentions = extract(page, scope)
    assert types(mentions) == set(expected.split())
    assert all(m.quote == page.text[m.start : m.end] for m in mentions)


@pytest.mark.parametrize("text", BACKGROUND)
def test_background_does_not_count(page_from, text):
    page, scope = page_from(LEAD + text + "\n希望与中国企业合作，具体方式面议。")
    assert types(extract(page, scope)) == {"unspecified"}


def test_unspecified_quotes_the_sentence_that_seeks(page_from):
    page, scope = page_from(LEAD + "希望与中国企业建立联系。")
    (mention,) = extract(page, scope)
    assert (mention.value, mention.grade) == ("unspecified", "doubtful")
    assert "希望与中国企业" in mention.quote


def test_labelled_value_as_written(page_from):
    page, scope = page_from("合作方式：合资或技术许可")
    (raw,) = [m for m in extract(page, scope) if m.field == "cooperation_type_raw"]
    assert raw.quote == "合资或技术许可"
    assert raw.grade == "certain"


def test_words_of_a_name_do_not_count(page_from):
    page, scope = page_from(LEAD + "希望经由北欧技术咨询有限公司与中国企业建立联系。")
    assert types(extract(page, scope)) == {"unspecified"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公司想把图纸和源代码打包，一次卖断给一家中国企业。", "technology_transfer"),
        ("愿准许一家中国板材厂使用该工艺，按4%提成。", "licensing"),
        ("与省内叉车厂各出一半资本办厂。公司希望尽快谈妥。", "joint_venture"),
        ("公司缺100万欧元建生产线，愿拿出两成股份。", "investment_financing"),
        ("想找一家公司替它招揽客户。", "distribution_sales"),
        ("想请机场出场地试装半年。", "demonstration_pilot"),
        (
            "整车代理、合资建厂等提议，公司目前不予考虑。希望由工厂按我方图纸焊制。",
            "contract_manufacturing",
        ),
        ("The owners wish to sell the whole company.", "acquisition"),
    ],
)
def test_everyday_wording(page_from, text, expected):
    page, scope = page_from(text)
    assert types(extract(page, scope)) == {expected}


def test_heading_says_that_what_follows_is_wished_for(page_from):
    page, scope = page_from("打算\n由中方工厂按图纸加工外壳。")
    assert types(extract(page, scope)) == {"contract_manufacturing"}


@pytest.mark.parametrize(
    "value",
    ["技术转让,技术许可,合作生产", "技术转让、技术许可、合作生产", "完全转让技术许可合作生产"],
)
def test_members_of_a_labelled_list_are_each_a_way(page_from, value):
    page, scope = page_from(f"合作方式：{value}")
    found = {m.value for m in extract(page, scope) if m.field == "cooperation_types"}
    assert found == {"technology_transfer", "licensing", "contract_manufacturing"}
