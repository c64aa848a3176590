"""The misses of an evaluation for a terminal, page by page."""

from rich.console import Console
from rich.text import Text

from pipeline.cli.console import inert
from pipeline.evaluation.misses import Miss

_NONE = "-"


def render(misses: tuple[Miss, ...], console: Console) -> None:
    """Print every value that is wrong or missing, with the text around it."""
    page = ""
    for miss in misses:
        one = miss.value
        if one.page_id != page:
            page = one.page_id
            console.print(Text(page, style="bold"))
        what = f"{one.outcome} {one.field}: {one.found or _NONE}, gold {one.gold or _NONE}"
        how = f"  ({one.rule}, {one.grade})" if one.rule else ""
        console.print(Text(inert(f"  {what}{how}  [{one.of}]")))
        if miss.text:
            console.print(Text(inert(f"    {miss.text}"), style="dim"))
