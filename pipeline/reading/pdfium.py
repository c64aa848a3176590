"""PDFium without the machine's fonts, so that a page reads alike on every machine.

Where a font is not in the file PDFium takes one of the system's, whose widths then decide where
words and lines end. Without any it falls back on its own, which are the same everywhere.
"""

import ctypes
from functools import cache
from typing import Any


@cache
def pdfium() -> Any:
    """The pypdfium2 module, its library started anew with no folder of fonts."""
    import pypdfium2
    from pypdfium2 import raw

    raw.FPDF_DestroyLibrary()
    nowhere = (ctypes.POINTER(ctypes.c_char) * 1)()
    config = raw.FPDF_LIBRARY_CONFIG(
        version=2, m_pUserFontPaths=nowhere, m_pIsolate=None, m_v8EmbedderSlot=0
    )
    raw.FPDF_InitLibraryWithConfig(config)
    return pypdfium2
