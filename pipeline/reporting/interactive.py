"""Charts that answer to the pointer: their descriptions, and the script that draws them.

Nothing is fetched: the bundle of Vega that vl-convert ships goes into the report, whose policy
allows that one script by its digest.
"""

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pipeline.reporting.charts import VEGA_LITE, converter

_DRAW = Path(__file__).with_name("interactive.js")


@cache
def script() -> Markup:
    """The script of an interactive report. Raises ReportError."""
    text: str = converter().javascript_bundle(_DRAW.read_text("utf-8"), vl_version=VEGA_LITE)
    # Inside a script element nothing is escaped, so it may not hold what ends one.
    return Markup(text.replace("</script", "<\\/script").replace("<!--", "<\\!--"))  # Vega's own


def digest() -> str:
    """The script as a source of a content security policy."""
    return f"'sha256-{b64encode(sha256(script().encode()).digest()).decode()}'"


def description(spec: dict[str, Any]) -> Markup:
    """A chart's description as JSON for a script element: no character of it ends the element."""
    text = json.dumps(spec, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))  # escaped for this place
