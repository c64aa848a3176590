from hashlib import sha256

from extractors.opportunities import scopes
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.capture import Capture
from pipeline.reading.reader import read_document

FILLER = (
    "该技术由芬方单位历时五年研制完成，可用于电解水制氢，性能优于同类产品，"
    "已申请欧洲专利，欢迎国内单位与之联系。"
)


def page_of(body: str) -> TaggedDocument:
    raw = f"<html><body><div id=Zoom>{body}</div></body></html>".encode()
    capture = Capture(name="page", sha256=sha256(raw).hexdigest(), size=len(raw))
    return TaggedDocument(read_document(capture, raw))


def headings(page: TaggedDocument) -> list[str]:
    return [page.quote(s.heading) if s.heading else "" for s in scopes(page)]


def own(page: TaggedDocument, scope: Scope) -> str:
    return "\n".join(page.quote(span) for span in scope.own)


def test_a_plain_page_is_one_opportunity() -> None:
    page = page_of(f"<p>{FILLER}</p><p>联系人：李明</p>")
    assert headings(page) == [""]
    assert scopes(page)[0].anchor == "page"


def test_numbered_projects_and_what_they_share() -> None:
    page = page_of(
        f"<p>现将两项技术介绍如下。</p><p>一、质子交换膜电解槽</p><p>{FILLER}</p>"
        f"<p>二、固态储氢合金</p><p>{FILLER}</p><p>以上项目联系人：李明，电话：010-55501234</p>"
    )
    first, second = scopes(page)
    assert headings(page) == ["质子交换膜电解槽", "固态储氢合金"]
    assert "固态储氢" not in own(page, first)
    assert "李明" not in own(page, second)
    assert any("李明" in page.quote(span) for span in second.shared)


def test_numbered_sections_are_one_opportunity() -> None:
    page = page_of(
        f"<p>一、项目简介</p><p>{FILLER}</p><p>二、合作方式</p><p>{FILLER}</p>"
        f"<p>三、联系方式</p><p>{FILLER}</p>"
    )
    assert len(scopes(page)) == 1


def test_a_table_with_one_project_a_row() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>{name}</td><td>芬兰</td><td>{FILLER}</td></tr>"
        for n, name in enumerate(("电解槽", "储氢合金", "加氢站压缩机"), start=1)
    )
    page = page_of(
        f"<table><tr><th>序号</th><th>项目名称</th><th>国别</th><th>项目简介</th></tr>{rows}</table>"
    )
    assert headings(page) == ["电解槽", "储氢合金", "加氢站压缩机"]


def test_a_label_table_is_one_opportunity() -> None:
    page = page_of(
        f"<table><tr><td>项目名称</td><td>电解槽</td></tr><tr><td>国别</td><td>芬兰</td></tr>"
        f"<tr><td>项目简介</td><td>{FILLER}</td></tr></table>"
    )
    assert len(scopes(page)) == 1


def test_two_languages_of_one_list_are_not_twice_as_many() -> None:
    english = "The electrolyser was developed over five years and beats similar products on price."
    page = page_of(
        f"<p>一、质子交换膜电解槽</p><p>{FILLER}</p><p>二、固态储氢合金</p><p>{FILLER}</p>"
        f"<p>1. Proton exchange membrane electrolyser</p><p>{english}</p>"
        f"<p>2. Hydrogen storage alloy</p><p>{english}</p>"
    )
    found = scopes(page)
    assert headings(page) == ["质子交换膜电解槽", "固态储氢合金"]
    same_style = page_of(
        f"<p>（1）质子交换膜电解槽</p><p>{FILLER}</p><p>（2）固态储氢合金</p><p>{FILLER}</p>"
        f"<p>(1) Proton exchange membrane electrolyser</p><p>{english}</p>"
        f"<p>(2) Hydrogen storage alloy</p><p>{english}</p>"
    )
    assert len(scopes(same_style)) == 2
    assert "Hydrogen storage" in own(same_style, scopes(same_style)[1])
    assert len({scope.anchor for scope in found}) == 2


def test_an_anchor_does_not_move_when_another_project_is_added() -> None:
    second = f"<p>二、固态储氢合金</p><p>{FILLER}</p>"
    two = scopes(page_of(f"<p>一、电解槽项目</p><p>{FILLER}</p>{second}"))
    three = scopes(
        page_of(f"<p>一、电解槽项目</p><p>{FILLER}</p>{second}<p>三、加氢机</p><p>{FILLER}</p>")
    )
    assert [s.anchor for s in three[:2]] == [s.anchor for s in two]


OWNED = (
    "芬兰北光氢能公司历时五年研制完成该设备，可用于电解水制氢，性能优于同类产品，"
    "已申请欧洲专利，欢迎国内单位来函洽商，详情备索。"
)


def test_rows_counted_in_their_first_cell() -> None:
    page = page_of(
        f"<table><tr><td>1</td><td>电解槽</td><td>{OWNED}</td></tr>"
        f"<tr><td>2</td><td>储氢合金罐</td><td>{OWNED}</td></tr></table>"
    )
    assert headings(page) == [OWNED, "储氢合金罐"] or len(scopes(page)) == 2


def test_entries_of_a_list() -> None:
    page = page_of(
        f"<p>两项技术如下</p><ul><li>电解槽：{OWNED}</li><li>储氢合金罐：{OWNED}</li></ul>"
    )
    assert headings(page) == ["电解槽", "储氢合金罐"]


def test_headlines_without_any_mark() -> None:
    page = page_of(
        f"<p>质子交换膜电解槽成套设备</p><p>{OWNED}{OWNED}</p>"
        f"<p>固态储氢合金罐制造工艺</p><p>{OWNED}{OWNED}</p>"
    )
    assert headings(page) == ["质子交换膜电解槽成套设备", "固态储氢合金罐制造工艺"]


def test_groups_of_labels_without_a_title() -> None:
    group = (
        "<p>国别：芬兰</p><p>合作方式：合资</p><p>联系人：李明</p>"
        "<p>技术成熟度：已量产，用户遍及北欧各国，性能稳定可靠</p>"
    )
    assert len(scopes(page_of(group + group.replace("芬兰", "瑞典")))) == 2


def test_letters_and_roman_numbers() -> None:
    english = "A Finnish company, Northlight Oy, offers the stack under licence to a Chinese maker."
    for marks in (("A. ", "B. "), ("I. ", "II. ")):
        page = page_of(
            f"<p>{marks[0]}Electrolyser stack</p><p>{english}</p>"
            f"<p>{marks[1]}Hydrogen storage alloy</p><p>{english}</p>"
        )
        assert headings(page) == ["Electrolyser stack", "Hydrogen storage alloy"]


def test_points_of_one_text_are_not_opportunities() -> None:
    points = "".join(
        f"<p>{n}. 该设备采用第{n}代双极板结构，在高温高压条件下连续运行稳定，"
        "效率比通常做法高出一成以上。</p>"
        for n in range(1, 5)
    )
    page = page_of(f"<p>{OWNED}</p>{points}<p>联系人：李明</p>")
    assert len(scopes(page)) == 1
