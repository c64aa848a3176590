"""One hostile file: its name, its bytes and the ends that are right for it."""

from dataclasses import dataclass

# Ends of a page that was read: records, or the refusal of a page without an opportunity.
READ = frozenset({"records", "refused"})
RECORDS = frozenset({"records"})

PARAGRAPHS = (
    "<p>芬兰北光氢能公司（Northlight Hydrogen Oy）研制出质子交换膜电解槽，已授权欧洲专利。</p>"
    "<p>合作方式：技术许可、合资。联系人：Aino Virtanen，邮箱：aino@northlight.example，"
    "电话：+358 40 555 0101。</p>"
)
TITLE = "芬兰公司寻求合作"


@dataclass(frozen=True)
class Case:
    """A file of the set.

    ``ends`` are the ends that its captures may have: ``records``, ``refused``, or reason codes of
    the quarantine. ``captures`` is how many the file holds, None where damage makes it uncertain.
    """

    name: str
    body: bytes
    ends: frozenset[str]
    captures: int | None = 1

    def allows(self, found: list[str]) -> bool:
        """Whether the ends of the file's captures are right."""
        right = self.ends | (READ if "records" in self.ends else frozenset())
        return set(found) <= right and self.captures in (None, len(found))


_SMALLER = [1]


def set_size(smaller: int) -> None:
    """Make floods so many times smaller than in full; what must exceed a bound stays as it is."""
    _SMALLER[0] = smaller


def many(count: int) -> int:
    """The length of a flood in the size that is set."""
    return max(count // _SMALLER[0], 1)


def case(name: str, body: bytes | str, *ends: str, captures: int | None = 1) -> Case:
    """A case; without ``ends`` the page must be read."""
    data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return Case(name, data, frozenset(ends) or READ, captures)


def page(body: str, title: str = TITLE, head: str = "") -> str:
    """A whole page with the given body's content."""
    return (
        f"<html><head><title>{title}</title>{head}</head><body><div id=Zoom>{body}</div></body>"
        "</html>"
    )


def good(number: int) -> bytes:
    """A harmless page, unlike the others in its text."""
    return page(f"<p>第{number}号项目</p>{PARAGRAPHS}").encode()
