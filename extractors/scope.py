"""Scope: the part of a page that one opportunity is read from."""

from dataclasses import dataclass

from models.span import Span


@dataclass(frozen=True, slots=True)
class Scope:
    """One opportunity's place on its page.

    ``own`` are the ordered spans that belong to this opportunity alone; ``shared`` those that the
    page states once for all of its opportunities (title, lead, contact block). ``heading`` is the
    heading or title cell of a listed opportunity, None where the page holds only one. ``anchor``
    is a key made of the page's own characters, which names the place across re-parses.
    """

    number: int
    anchor: str
    own: tuple[Span, ...]
    shared: tuple[Span, ...] = ()
    heading: Span | None = None

    @property
    def single(self) -> bool:
        """Whether the page holds this opportunity alone."""
        return self.heading is None

    @property
    def all(self) -> tuple[Span, ...]:
        """Own and shared spans in the order of the text."""
        return tuple(sorted((*self.own, *self.shared), key=lambda span: span.start))
