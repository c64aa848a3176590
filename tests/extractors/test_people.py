import pytest

from extractors.people import extract


def people(page_from, text):
    made, scope = page_from(text)
    found = extract(made, scope)
    assert all(made.text[m.start : m.end] == m.quote for m in found)
    names = {m.value: [] for m in found if m.field == "people"}
    for mention in found:
        if mention.field == "people.aliases":
            names[mention.attributes["of"]].append(mention.value)
    return names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系人：李晓明（Xiaoming Li），手机13800000000", {"李晓明": ["Xiaoming Li"]}),
        ("联系人：农秀兰、黄大为　电话：0771-5550 233", {"农秀兰": [], "黄大为": []}),
        ("俄方联系人：对外处 斯米尔诺娃（女），s@nif.example", {"斯米尔诺娃": []}),
        ("联系人：廖女士 电话：0731-5550 1920", {"廖女士": []}),
        ("Contact person: Ms. Maria de la Cruz, Head of Sales", {"Maria de la Cruz": []}),
        ("负责人：所长　能登谷 慎司（のとや しんじ）", {"能登谷 慎司": ["のとや しんじ"]}),
    ],
)
def test_labelled_persons(page_from, text, expected):
    assert people(page_from, text) == expected


def test_three_scripts_are_one_person(page_from):
    text = "联系人：总工程师 Ткаченко Олег/ 特卡琴科（姓）.奥列格（名）/Tkachenko Oleh，t@z.example"
    found = people(page_from, text)
    assert list(found) == ["Ткаченко Олег"]
    assert "Tkachenko Oleh" in found["Ткаченко Олег"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("理工大学教授米科·哈卡拉宁和安娜·萍佩尔博士介绍", ["米科·哈卡拉宁", "安娜·萍佩尔"]),
        ("首席执行官卢卡斯·施泰因德尔、华人工程师王䶮介绍了情况", ["卢卡斯·施泰因德尔", "王䶮"]),
        ("据该公司社长郑河润介绍，郑社长说现在谈这个太早", ["郑河润"]),
        ("由西沃恩·马格纳和帕德里克·奥图尔创办", ["西沃恩·马格纳", "帕德里克·奥图尔"]),
        ("多乐省农学院阮氏秋河副教授的小组", ["阮氏秋河"]),
        ("商务经理 Mette Overgaard 负责对华业务", ["Mette Overgaard"]),
        (
            "John Smith, CEO of Acme Ltd, said the firm, founded by Jane Roe, is open to offers.",
            ["John Smith", "Jane Roe"],
        ),
        ("国内单位请登记：宁波方面　邬佩珍，0574-5550118", ["邬佩珍"]),
        ("Nomsa Khoza - exports@witrand.example", ["Nomsa Khoza"]),
    ],
)
def test_persons_by_form_title_role_or_address(page_from, text, names):
    assert list(people(page_from, text)) == names


def test_short_name_is_no_second_person(page_from):
    text = "菲奥娜·麦克劳林教授（Prof. Fiona McLoughlin）介绍了潜器。\n麦克劳林教授提出四点想法。"
    assert people(page_from, text) == {"菲奥娜·麦克劳林": ["Fiona McLoughlin", "麦克劳林"]}


@pytest.mark.parametrize(
    "text",
    [
        "驻以色列大使詹永新会见了客人",
        "责任编辑：张三　审核：李四",
        "云南省科技厅副厅长郑堃介绍了情况",
        "由请国外院所研制，代理商来函询问，中方专家到厂",
        "The Ambassador Wang Min met the Minister of Science.",
        "联系电话：010-55500121；技术支持：010-55500122",
    ],
)
def test_officials_editors_and_common_words_are_none(page_from, text):
    assert people(page_from, text) == {}


def test_name_of_an_organisation_is_no_person(page_from):
    assert people(page_from, "罗伯特·博世工程有限公司寻求合作") == {}
    assert people(page_from, "Owner: Quiet Water Data Pty Ltd, Parramatta.") == {}
