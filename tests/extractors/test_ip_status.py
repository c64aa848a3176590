"""ip_status: the strongest right that is stated; expired and denied ones are none."""

import pytest

from extractors.ip_status import extract

CASES = [
    ("该技术已获欧洲和美国专利授权。", "granted"),
    ("知识产权情况：发明专利2项、实用新型3项", "granted"),
    ("该校在2016年拿到了瑞典专利。", "granted"),
    ("在美国取得专利权，欧洲一件尚待审定。", "granted"),
    ("Patents granted in Germany; application in China under way.", "granted"),
    ("专利正在申请中。", "applied"),
    ("专利申请已获受理，预计明年授权。", "applied"),
    ("Patent status: pending", "applied"),
    ("A patent has been applied for in Japan.", "applied"),
    ("以技术秘密方式保护，不申请专利。", "secret_know_how"),
    ("没有申请专利，配方只有三名员工掌握。", "secret_know_how"),
    ("The recipe is a closely guarded secret.", "secret_know_how"),
    ("软件已取得著作权登记证书。", "copyright_or_other"),
    ("The variety is protected by plant breeders' rights in the EU.", "copyright_or_other"),
    ("尚未申请专利。", "none"),
    ("专利情况：无", "none"),
    ("原有专利2015年到期，未再续展。", "none"),
    ("No patents were ever filed.", "none"),
    ("竞争对手拥有多项专利。", None),
    ("该装置能耗低。", None),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_status(page_from, text, expected):
    page, scope = page_from("该装置由一家芬兰企业研制。\n" + text, title="芬兰企业新装置")
    found = extract(page, scope)
    assert [m.value for m in found] == ([expected] if expected else [])
    assert all(m.quote == page.text[m.start : m.end] for m in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产品在本国办了专利。", "granted"),
        ("该办法已向欧洲专利局递件，审查员还没有答复。", "applied"),
        ("程序已在本国做了版权登记。", "copyright_or_other"),
        ("配方以内部资料方式管理，不公布。", "secret_know_how"),
        ("没有申请专利，也没有需要保密的内容。", "none"),
        ("Nothing is patented; the code is open.", "none"),
        ("Two patents in force cover the head.", "granted"),
    ],
)
def test_everyday_wording(page_from, text, expected):
    page, scope = page_from(text)
    assert [m.value for m in extract(page, scope)] == [expected]
