"""Names of downloaded files that are safe on any system, whatever the server calls them."""

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes, urlsplit

from pipeline.reading.encoding import decode

# Bytes; most file systems allow 255, and tools add endings of their own.
_LONGEST = 150
_FORBIDDEN = re.compile(r"""[<>:"/\\|?*\x00-\x1f\x7f]""")
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def safe_name(name: str) -> str:
    """The last part of a name as a plain file name: no folders, no control or reserved names.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\\\x\\\\附件1：项目.doc"), safe_name("..")
    ('passwd', '附件1：项目.doc', 'file')
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    shown = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    clean = _FORBIDDEN.sub("_", shown).strip(" .")
    if _RESERVED.match(clean):
        clean = f"_{clean}"
    return _shortened(clean) or "file"


def name_of(url: str, link_text: str = "") -> str:
    """A safe name for the file at a URL: that of the link where it has the same ending."""
    path = decode(unquote_to_bytes(urlsplit(url).path)).shown()
    own = safe_name(path)
    ending = PurePosixPath(own).suffix.lower()
    told = safe_name(link_text) if link_text.strip() else ""
    return told if ending and told.lower().endswith(ending) and told != ending else own


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = name, ""
    room = _LONGEST - len(ending.encode()) - 1
    short = stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .")
    return f"{short}.{ending}" if ending else short
