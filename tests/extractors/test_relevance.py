import pytest

from extractors.relevance import judge


@pytest.mark.parametrize(
    "text",
    [
        "芬兰北光氢能公司研制出质子交换膜电解槽，希望在中国寻找合作伙伴，可转让技术或合资建厂。"
        "联系人：李明，邮箱：li@northlight.example",
        "A Danish company offers a fermentation enzyme under licence and is looking for a partner "
        "in China. Contact: sales@enzyme.example",
        "需求单位：常州铁衡传动公司\n技术需求：谐波减速器柔轮寿命提升\n拟委托国外机构开发，经费800万元。"
        "\n联系人：蒋工，0519-55502207",
    ],
)
def test_offers_and_requests_pass(page_from, text: str) -> None:  # type: ignore[no-untyped-def]
    assert judge(page_from(text)[0]).passes


@pytest.mark.parametrize(
    "text",
    [
        "3月5日，驻芬兰大使会见芬兰教育部长，双方就双边关系交换意见，大使介绍了中国经济形势。",
        "关于印发《国家国际科技合作基地管理办法》的通知。"
        "第一条 为加强管理，制定本办法，自发布之日起施行。",
        "The Ambassador attended the opening ceremony and delivered a speech "
        "on bilateral relations.",
        "国庆假期领事证件窗口暂停办理签证和护照业务，请提前安排。",
        "研究人员发现一种新的蛋白质，成果发表在期刊上，论文第一作者介绍说。",
    ],
)
def test_other_pages_are_refused_with_a_reason(page_from, text: str) -> None:  # type: ignore[no-untyped-def]
    verdict = judge(page_from(text)[0])
    assert not verdict.passes
    assert verdict.reason in ("other_kind_of_page", "no_offer_or_request")
    assert verdict.message
