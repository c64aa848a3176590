"""Text that knows, for each character, where in its source it came from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

UNKNOWN = -1


@dataclass(slots=True)
class MappedText:
    """Characters with their source ranges; ``UNKNOWN`` marks characters that no source has.

    ``starts[i]`` to ``ends[i]`` are the source positions of ``chars[i]``; what a position counts
    (code points of a decoded page, numbers of PDF lines) is the maker's to say.
    """

    chars: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    @classmethod
    def identity(cls, text: str, offset: int = 0) -> "MappedText":
        """The text at source position ``offset``, character by character."""
        positions = range(offset, offset + len(text))
        return cls(list(text), list(positions), [position + 1 for position in positions])

    @classmethod
    def unmapped(cls, text: str) -> "MappedText":
        """Text that has no source position."""
        return cls(list(text), [UNKNOWN] * len(text), [UNKNOWN] * len(text))

    @classmethod
    def within(cls, text: str, start: int, end: int) -> "MappedText":
        """Text that comes, as a whole, from the source range ``start`` to ``end``."""
        return cls(list(text), [start] * len(text), [end] * len(text))

    def __len__(self) -> int:
        return len(self.chars)

    def __str__(self) -> str:
        return "".join(self.chars)

    def extend(self, other: "MappedText") -> None:
        """Append another text."""
        self.chars += other.chars
        self.starts += other.starts
        self.ends += other.ends

    def slice(self, start: int, end: int) -> "MappedText":
        """The characters ``start`` to ``end`` with their origins."""
        return MappedText(self.chars[start:end], self.starts[start:end], self.ends[start:end])

    def without(self, spans: Iterable[tuple[int, int]]) -> "MappedText":
        """The text without the given ordered, disjoint spans."""
        kept, last = MappedText(), 0
        for start, end in spans:
            kept.extend(self.slice(last, start))
            last = end
        kept.extend(self.slice(last, len(self)))
        return kept

    def collapsed(self) -> "MappedText":
        """White space as HTML shows it: runs become one space, line feeds that we set stay.

        A no-break or ideographic space is a character of the page and stays inside, but not at
        the ends of a line.
        """
        result = MappedText()
        pending = UNKNOWN
        for index, char in enumerate(self.chars):
            if char in " \t\r\n\f\v" and not (char == "\n" and self.starts[index] == UNKNOWN):
                pending = index if pending == UNKNOWN else pending
                continue
            if pending != UNKNOWN and result.chars and result.chars[-1] != "\n" and char != "\n":
                result.chars.append(" ")
                result.starts.append(self.starts[pending])
                result.ends.append(self.ends[pending])
            pending = UNKNOWN
            result.chars.append(char)
            result.starts.append(self.starts[index])
            result.ends.append(self.ends[index])
        return result.stripped()

    def stripped(self) -> "MappedText":
        """Without white space and zero-width characters at both ends."""
        start, end = 0, len(self)
        while start < end and _is_edge(self.chars[start]):
            start += 1
        while end > start and _is_edge(self.chars[end - 1]):
            end -= 1
        return self.slice(start, end)

    def remapped(self, outer: "MappedText") -> "MappedText":
        """The same text with its positions led on through ``outer``, the text they count in."""
        return self._moved(lambda start: outer.starts[start], lambda end: outer.ends[end - 1])

    def _moved(self, start: Callable[[int], int], end: Callable[[int], int]) -> "MappedText":
        return MappedText(
            self.chars,
            [UNKNOWN if at == UNKNOWN else start(at) for at in self.starts],
            [UNKNOWN if at == UNKNOWN else end(at) for at in self.ends],
        )


def _is_edge(char: str) -> bool:
    return char.isspace() or char in "\u200b\ufeff\u200e\u200f\xad"
