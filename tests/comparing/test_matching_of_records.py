"""Splits and mergers of a page's opportunities are told as such, not as removed and added."""

from typing import Any

from comparing_samples import evidence, party, record, run

from models.change_codes import ChangeClass
from models.field_change import FieldChange, Match
from pipeline.comparing.causes import Causes
from pipeline.comparing.groups import changes_of_group
from pipeline.comparing.matching import Group, match_page, places
from pipeline.comparing.shifting import Shift
from pipeline.comparing.side import Side

PAGE = (
    "项目推介\n"
    "一、激光雷达\n慕尼黑的甲公司提供激光雷达，寻求代工。\n"
    "二、海水淡化\n汉堡的乙大学提供海水淡化技术，寻求合资。\n"
    "三、风力发电\n不来梅的丙研究所提供风机叶片，寻求转让。\n"
    "联系电话 010-68512345\n"
)
PARTS = {
    "激光雷达": ("甲公司", "慕尼黑"),
    "海水淡化": ("乙大学", "汉堡"),
    "风力发电": ("丙研究所", "不来梅"),
}


def part(title: str, anchor: str | None = None, page: str = PAGE) -> Side:
    """The record of one part of the page, which quotes the shared contact as well."""
    name, city = PARTS[title]
    proofs = [
        ("/title", title),
        ("/foreign_parties/0/name", name),
        ("/foreign_parties/0/location", city),
        ("/contacts/0/phone", "010-68512345"),
    ]
    return Side(
        record(
            anchor or title,
            title=title,
            content=page,
            foreign_parties=[party(name)],
            contacts=[{"phone": "01068512345"}],
            field_evidence=[evidence(pointer, quote, page) for pointer, quote in proofs],
        )
    )


def whole(page: str = PAGE, **values: Any) -> Side:
    """The record of the page as one opportunity."""
    parties = [party(name) for name, _city in PARTS.values()]
    proofs = [
        evidence(f"/foreign_parties/{i}/name", p["name"], page) for i, p in enumerate(parties)
    ]
    return Side(
        record(
            title="项目推介",
            content=page,
            foreign_parties=parties,
            field_evidence=[evidence("/title", "项目推介", page), *proofs],
            **values,
        )
    )


def told(groups: list[Group]) -> list[tuple[str, list[str], list[str]]]:
    return [
        (g.match.value, [s["title"] for s in g.old], [s["title"] for s in g.new]) for g in groups
    ]


def changes_in(olds: list[Side], news: list[Side]) -> list[FieldChange]:
    causes = Causes(run(1), run(2))
    return [
        change
        for group in match_page(olds, news)
        for change in changes_of_group(group, causes, (olds, news), (None, None))
    ]


def test_one_record_split_into_three() -> None:
    parts = [part(title) for title in PARTS]
    ((match, old, new),) = told(match_page([whole()], parts))
    assert (match, old, sorted(new)) == ("split", ["项目推介"], sorted(PARTS))


def test_three_records_merged_into_one() -> None:
    parts = [part(title) for title in PARTS]
    ((match, old, new),) = told(match_page(parts, [whole()]))
    assert (match, sorted(old), new) == ("merged", sorted(PARTS), ["项目推介"])


def test_a_split_tells_no_item_as_removed_that_moved_to_another_part() -> None:
    found = changes_in([whole()], [part(title) for title in PARTS])
    assert [c.kind for c in found if c.field == "record"] == [ChangeClass.SPLIT]
    assert [c for c in found if c.kind == ChangeClass.REMOVED] == []
    assert {c.match for c in found} == {Match.SPLIT}
    # Every part's title is another than the whole page's.
    assert sorted(c.new for c in found if c.field == "title") == sorted(PARTS)
    fewer = changes_in([whole()], [part("激光雷达"), part("海水淡化")])
    assert [c.item for c in fewer if c.kind == ChangeClass.REMOVED] == ["丙研究所"]


def test_a_merger_tells_no_item_as_added_that_came_from_another_part() -> None:
    found = changes_in([part(title) for title in PARTS], [whole()])
    assert [c.kind for c in found if c.field == "record"] == [ChangeClass.MERGED]
    assert [c for c in found if c.kind == ChangeClass.ADDED and c.field != "record"] == []
    new = whole(host_country="DEU", people=[{"name": "王伟"}])
    found = changes_in([part(title) for title in PARTS], [new])
    assert [c.item for c in found if c.field == "people"] == ["王伟"]


def test_a_split_off_part_joins_the_record_that_kept_its_id() -> None:
    both = Side(
        {
            **part("激光雷达").values,
            "field_evidence": part("激光雷达").evidence + part("海水淡化").evidence,
        }
    )
    groups = match_page([both, part("风力发电")], [part(title) for title in PARTS])
    assert told(groups) == [
        ("split", ["激光雷达"], ["激光雷达", "海水淡化"]),
        ("same", ["风力发电"], ["风力发电"]),
    ]


def test_another_anchor_for_the_same_characters_is_a_new_name() -> None:
    olds = [part(title) for title in PARTS]
    news = [part("激光雷达"), part("海水淡化", "二海水淡化"), part("风力发电")]
    assert told(match_page(olds, news)) == [
        ("same", ["激光雷达"], ["激光雷达"]),
        ("renamed", ["海水淡化"], ["海水淡化"]),
        ("same", ["风力发电"], ["风力发电"]),
    ]
    (change,) = changes_in(olds, news)
    assert change.kind == ChangeClass.RENAMED and change.folded
    assert (change.old_record, change.new_record) == (olds[1].id, news[1].id)


def test_it_works_on_a_page_whose_text_changed() -> None:
    page = "访问量：12345\n" + PAGE.replace("提供", "愿提供")
    parts = [part(title, page=page) for title in PARTS]
    ((match, _old, new),) = told(match_page([whole()], parts))
    assert (match, len(new)) == ("split", 3)
    olds = [part(title) for title in PARTS]
    news = [part(title, f"{title}。", page) for title in PARTS]
    assert [match for match, *_ in told(match_page(olds, news))] == ["renamed"] * 3


def test_records_that_share_no_place_are_added_and_removed() -> None:
    olds, news = [part("激光雷达"), part("海水淡化")], [part("激光雷达"), part("风力发电")]
    assert told(match_page(olds, news)) == [
        ("same", ["激光雷达"], ["激光雷达"]),
        ("alone", [], ["风力发电"]),
        ("alone", ["海水淡化"], []),
    ]
    assert [(c.field, c.kind.value) for c in changes_in(olds, news)] == [
        ("record", "added"),
        ("record", "removed"),
    ]


def test_what_several_records_quote_is_nobodys_place() -> None:
    sides = [part("激光雷达"), part("海水淡化")]
    first, second = places(sides)
    assert [PAGE[start:end].split("\n")[0] for start, end in first] == ["激光雷达"]
    assert "汉堡的乙大学" in [PAGE[start:end] for start, end in second][-1]
    assert not any("68512345" in PAGE[start:end] for start, end in (*first, *second))
    assert places([whole()]) == [[(0, len(PAGE))]]


def test_offsets_are_carried_over_lines_and_into_edited_ones() -> None:
    old, new = "一\n二甲乙\n三\n四\n", "零\n一\n二，甲乙\n四\n"
    shift = Shift(old, new)
    assert shift(0, 1) == (2, 3)
    at = old.index("甲乙")
    start, end = shift(at, at + 2) or (0, 0)
    assert new[start:end] == "甲乙"
    assert shift(old.index("三"), old.index("三") + 1) is None
    assert shift(old.index("四"), old.index("四") + 1) == (new.index("四"), new.index("四") + 1)
