import pytest

from extractors.organisations_zh import find_chinese


def found(page_from, text, sure=None):
    page, scope = page_from(text)
    return [
        page.quote(one.span)
        for index, segment in page.segments(scope.own)
        for one in find_chinese(page, index, segment)
        if sure is None or one.sure == sure
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("由韩国凯恩弗劳恩有限公司研制", "韩国凯恩弗劳恩有限公司"),
        ("近日走访了位于奥卢的科伊武纤维研究所", "科伊武纤维研究所"),
        ("明斯克“别尔捷特兰斯”股份公司提出", "明斯克“别尔捷特兰斯”股份公司"),
        ("来自乌尔姆的ABC生物公司愿出让", "ABC生物公司"),
        ("与罗瓦涅米大学附属医院合作", "罗瓦涅米大学附属医院"),
        ("由塔尔图金属物理与磁学研究所提出", "塔尔图金属物理与磁学研究所"),
        ("株式会社北滨ミガキ技研が開発", "株式会社北滨ミガキ技研"),
        ("總部在渥太華的聖羅倫斯河谷大學生物系", "聖羅倫斯河谷大學"),
        ("贝尔格莱德大学温查核科学研究所愿合作", "贝尔格莱德大学温查核科学研究所"),
    ],
)
def test_name_with_exact_ends(page_from, text, name):
    assert found(page_from, text, sure=True) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "一家压力容器厂愿意合作",
        "隆德某大学附属医院的医生",
        "公司拟在无锡开办全资子公司",
        "在华共组股份公司",
        "希望找到熟悉渠道的企业家和大学生",
        "由该公司自行设计",
        "南非一大学寻求伙伴",
        "产品已交付国内航空院校和船厂",
        "希望在中国建厂",
        "新加坡科技研究局长来访",
    ],
)
def test_descriptions_are_no_names(page_from, text):
    assert found(page_from, text, sure=True) == []


def test_name_does_not_run_into_the_words_before_it(page_from):
    assert found(page_from, "我们去青岛拜访了海岳恒通油田技术服务有限公司，双方谈妥") == [
        "海岳恒通油田技术服务有限公司"
    ]


def test_department_of_a_university_does_not_make_another_name(page_from):
    assert found(page_from, "波兰弗罗茨瓦夫科技大学材料学院的团队", sure=True) == [
        "波兰弗罗茨瓦夫科技大学"
    ]
