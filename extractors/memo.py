"""Memory of a page: what a function found on it is computed once, however many ask for it.

Several extractors read the same sentences, once for every opportunity. A remembered function is a
pure function of the page and of hashable further arguments; what it returns is shared by all who
ask, and therefore a value that nobody changes: a tuple, a number, a frozen object.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from extractors.tagged import TaggedDocument

Rest = ParamSpec("Rest")
Result = TypeVar("Result")


def remembered(
    function: Callable[Concatenate[TaggedDocument, Rest], Result],
) -> Callable[Concatenate[TaggedDocument, Rest], Result]:
    """The function, computed once a page for equal arguments, which are given by position."""

    @wraps(function)
    def recall(page: TaggedDocument, /, *rest: Rest.args, **named: Rest.kwargs) -> Result:
        if named:
            raise TypeError(f"{function.__name__} takes its arguments by position")
        key = (function, rest)
        known = page.memory
        if key not in known:
            known[key] = function(page, *rest, **named)
        return cast(Result, known[key])

    return recall
