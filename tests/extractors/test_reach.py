from random import Random

from extractors.reach import Reach
from models.span import Span


def test_all_that_touch_are_given_once_in_their_order() -> None:
    random = Random(7)
    for _ in range(50):
        starts = [random.randrange(90) for _ in range(12)]
        items = [(Span(start=s, end=s + random.randrange(12)), n) for n, s in enumerate(starts)]
        reach = Reach(items, lambda item: (item[0], Span(start=3, end=4)))
        for start in range(5, 95, 7):
            end = start + random.randrange(9)
            near = reach.near(start, end)
            touching = [i for i in items if i[0].start <= end and start <= i[0].end]
            assert [item for item in near if item in touching] == touching
            assert near == sorted(set(near), key=lambda item: item[1])


def test_far_items_are_left_out() -> None:
    reach = Reach([Span(start=n, end=n + 5) for n in range(0, 1000, 10)], lambda span: (span,))
    assert reach.near(502, 503) == [Span(start=500, end=505)]
    assert Reach([], lambda span: (span,)).near(0, 9) == []
