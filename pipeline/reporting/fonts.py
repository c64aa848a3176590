"""Whether Chinese can be drawn here: without a font that has it, every character is one box."""

from functools import cache

from pipeline.reporting.errors import ReportError

_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    '<text x="4" y="30" font-size="28" font-family="sans-serif">{}</text></svg>'
)
REMEDY = "install a Chinese font, such as the Debian package fonts-noto-cjk"


@cache
def draws_chinese() -> bool:
    """Whether two Chinese characters come out as two pictures. Raises ReportError."""
    try:
        from vl_convert import svg_to_png
    except ImportError as error:
        raise ReportError("charts need the extra report: pip install 'kejichu[report]'") from error
    one, two = (svg_to_png(_PICTURE.format(char)) for char in "中国")
    return bool(one != two)
