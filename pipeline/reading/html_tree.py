"""A page's source as a tree, unless the tree would be far larger than the source.

Formatting that a page leaves open is opened again in every block that follows, so that a few
thousand tags can give many millions of elements: the parser follows the standard of HTML in this.
"""

import re

from resiliparse.parse.html import HTMLTree

from pipeline.bounds import bounds

# The elements that the standard opens again; of links there is never more than one open.
_FORMATTING = re.compile(
    r"<(/?)(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.I
)


def parse_html(source: str) -> HTMLTree:
    """The tree. Raises Unreadable where it could be far larger than the source."""
    bounds().reopened.check(_most_open(source) * source.count("<"))
    return HTMLTree.parse(source)


def _most_open(source: str) -> int:
    """How many formatting elements are open at once at most, as far as tags tell."""
    opened = most = 0
    for tag in _FORMATTING.finditer(source):
        if tag[1]:
            opened = max(opened - 1, 0)
        else:
            opened += 1
            most = max(most, opened)
    return most
