"""Boxes and pages of a PDF: user space, as origins count, and the page as a reader sees it.

User space is what the file itself counts in: points, y upwards, before the page's rotation.
Layout is judged in shown space: after rotation, origin in the lower left of the visible area.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in points, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Points from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Points from bottom to top."""
        return self.top - self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        """The centre point."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether the point lies inside."""
        return self.left <= point[0] < self.right and self.bottom <= point[1] < self.top

    def rounded(self) -> "Box":
        """To hundredths of a point, so that platforms write the same numbers."""
        return Box(*(round(value, 2) + 0.0 for value in self))


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of the given ones, of which there must be one."""
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return Box(min(lefts), min(bottoms), max(rights), max(tops))


def overlap(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Share of the shorter interval that the two have in common, 0 to 1."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return max(0.0, common / max(min(a[1] - a[0], b[1] - b[0]), 0.01))


@dataclass(frozen=True, slots=True)
class PageFrame:
    """A page: its number from 1, its visible area in user space, its rotation in degrees."""

    number: int
    area: Box
    rotation: int

    @property
    def width(self) -> float:
        """Width as shown."""
        return self.area.height if self.rotation in (90, 270) else self.area.width

    @property
    def height(self) -> float:
        """Height as shown."""
        return self.area.width if self.rotation in (90, 270) else self.area.height

    def shown(self, box: Box) -> Box:
        """A box of user space as it lies on the page shown."""
        area, (left, bottom, right, top) = self.area, box
        if self.rotation == 90:
            turned = (
                bottom - area.bottom,
                area.right - right,
                top - area.bottom,
                area.right - left,
            )
        elif self.rotation == 180:
            turned = (area.right - right, area.top - top, area.right - left, area.top - bottom)
        elif self.rotation == 270:
            turned = (area.top - top, left - area.left, area.top - bottom, right - area.left)
        else:
            turned = (left - area.left, bottom - area.bottom, right - area.left, top - area.bottom)
        return Box(*turned)

    def user(self, box: Box) -> Box:
        """A box of the page shown in user space: the way back of ``shown``."""
        area, (left, bottom, right, top) = self.area, box
        if self.rotation == 90:
            turned = (
                area.right - top,
                left + area.bottom,
                area.right - bottom,
                right + area.bottom,
            )
        elif self.rotation == 180:
            turned = (area.right - right, area.top - top, area.right - left, area.top - bottom)
        elif self.rotation == 270:
            turned = (bottom + area.left, area.top - right, top + area.left, area.top - left)
        else:
            turned = (left + area.left, bottom + area.bottom, right + area.left, top + area.bottom)
        return Box(*turned)
