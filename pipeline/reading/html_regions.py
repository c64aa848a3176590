"""Which parts of an HTML page are title, date and body: by profile, else by text density."""

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from resiliparse.parse.html import DOMNode, ElementNode, HTMLTree, NodeType

from pipeline.reading.profiles import Profile, all_profiles, profile_for

# A body with less text than this is taken for the wrong element.
ENOUGH_BODY = 20


@dataclass(slots=True)
class _Weight:
    node: DOMNode
    text: int = 0


_CONTAINERS = frozenset(("div", "article", "section", "main", "body", "td", "form", "center"))
_SKIPPED = frozenset(
    "script style template noscript iframe nav footer header select option button".split()
)
_NAV_HINT = re.compile(
    r"nav|menu|footer|foot\b|copyright|crumb|sidebar|related|share|toolbar", re.I
)
# Climb to the parent when it holds this much more unlinked text than the best container.
_CLIMB = 1.25
# Bounds of the climb, so that neither deep nor crowded pages cost more than a few milliseconds.
_MOST_CONTAINERS, _MOST_STEPS = 200, 12
# … and when some of that is a neighbour of this share of the best container's size (cards).
_ALIKE = 0.3
# The whole body holds headers and footers too, so it must add a good deal more.
_CLIMB_BODY = 1.6


@dataclass(frozen=True, slots=True)
class Region:
    """The HTML of one element, and the selector or path that found it."""

    markup: str
    path: str


@dataclass(frozen=True, slots=True)
class Regions:
    """The parts found; ``profile`` is ``density`` where no profile matched."""

    profile: str
    noise: tuple[str, ...]
    title: Region | None
    date: Region | None
    breadcrumb: Region | None
    body: Region | None


def find_regions(tree: HTMLTree, url: str) -> Regions:
    """Find the parts of a page."""
    profile = profile_for(url)
    candidates = [profile] if profile else []
    candidates += [p for p in all_profiles() if p is not profile and _signed(tree, p)]
    for candidate in candidates:
        body = _first(tree, candidate.body, ENOUGH_BODY)
        if body is not None:
            return Regions(
                candidate.id,
                candidate.noise,
                _first(tree, candidate.title, 2),
                _first(tree, candidate.date, 4),
                _first(tree, candidate.breadcrumb, 2),
                body,
            )
    dense = densest(tree)
    title = _first(tree, candidates[0].title, 2) if candidates else None
    date = _first(tree, candidates[0].date, 4) if candidates else None
    heading = title or _first(tree, ("h1", "h2"), 2)
    return Regions("density", (), heading, date, None, dense)


def _signed(tree: HTMLTree, profile: Profile) -> bool:
    root = tree.document
    return root is not None and any(root.query_selector(name) for name in profile.signature)


def _first(tree: HTMLTree, selectors: tuple[str, ...], enough: int) -> Region | None:
    root = tree.document
    if root is None:
        return None
    for selector in selectors:
        # The slice is a tuple; iterating over the selection takes the square of its length.
        for node in root.query_selector_all(selector)[:]:
            if len("".join((node.text or "").split())) >= enough:
                return Region(node.html, selector)
    return None


def densest(tree: HTMLTree) -> Region | None:
    """The container with most text of its own that is not links; None on a page without text.

    A page of nothing but links is its own body.
    """
    if tree.body is None:
        return None
    # The weights are complete only once the walk has ended.
    weights = [weight for weight in list(_weigh(tree.body)) if weight.text]
    if not weights:
        return Region(tree.body.html, "body") if (tree.body.text or "").strip() else None
    best = max(weights, key=lambda weight: weight.text)
    node, own = best.node, best.text
    weights = heapq.nlargest(_MOST_CONTAINERS, weights, key=lambda weight: weight.text)
    for parent in islice(_ancestors(node), _MOST_STEPS):
        inside = [w for w in weights if parent.contains(w.node)]
        around = sum(w.text for w in inside)
        alike = [w for w in inside if w.text >= _ALIKE * best.text and not _within(w, node)]
        if alike and around >= (_CLIMB_BODY if parent.tag == "body" else _CLIMB) * own:
            node, own = parent, around
    return Region(node.html, f"density:{node.tag}")


def _weigh(body: DOMNode) -> Iterator[_Weight]:
    """Containers with the unlinked text that belongs to them and to no container below."""
    root = _Weight(body)
    stack: list[tuple[DOMNode, _Weight, bool]] = [(body, root, False)]
    yield root
    while stack:
        node, owner, linked = stack.pop()
        child = node.first_child
        while child is not None:
            if child.type == NodeType.TEXT:
                if not linked:
                    owner.text += len((child.value or "").strip())
            elif isinstance(child, ElementNode) and _holds_content(child):
                weight = owner
                if child.tag in _CONTAINERS:
                    weight = _Weight(child)
                    yield weight
                stack.append((child, weight, linked or child.tag == "a"))
            child = child.next


def _holds_content(element: ElementNode) -> bool:
    hint = f"{element.id or ''} {element.class_name or ''}"
    return element.tag not in _SKIPPED and not _NAV_HINT.search(hint)


def _within(weight: _Weight, node: DOMNode) -> bool:
    return weight.node == node or bool(node.contains(weight.node))


def _ancestors(node: DOMNode) -> Iterator[DOMNode]:
    parent = node.parent
    while parent is not None and parent.type == NodeType.ELEMENT:
        yield parent
        parent = parent.parent
