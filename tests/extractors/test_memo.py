import pytest

from extractors.memo import remembered
from extractors.tagged import TaggedDocument


def test_a_page_remembers_by_arguments(page_from) -> None:
    asked: list[tuple[int, int]] = []

    @remembered
    def length(page: TaggedDocument, factor: int) -> int:
        asked.append((id(page), factor))
        return factor * len(page.text)

    one, _ = page_from("合作方式：合资")
    other, _ = page_from("合作")
    assert [length(one, 1), length(one, 1), length(one, 2)] == [7, 7, 14]
    assert length(other, 1) == 2
    assert asked == [(id(one), 1), (id(one), 2), (id(other), 1)]


def test_nothing_found_is_remembered_too(page_from) -> None:
    asked: list[int] = []

    @remembered
    def nothing(page: TaggedDocument) -> None:
        asked.append(1)

    page, _ = page_from("合作")
    assert nothing(page) is nothing(page) is None
    assert asked == [1]


def test_arguments_are_given_by_position(page_from) -> None:
    @remembered
    def same(page: TaggedDocument, value: int) -> int:
        return value

    page, _ = page_from("合作")
    with pytest.raises(TypeError, match="by position"):
        same(page, value=1)
