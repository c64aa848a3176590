"""What a run is asked to do beyond its inputs; written in its manifest."""

from dataclasses import dataclass

# Seconds of wall time that one capture may take; ordinary pages take milliseconds, a scanned page
# takes seven to nine seconds of one core.
_PAGE_SECONDS, _SCAN_SECONDS = 60, 900


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """``ocr`` reads scanned PDF pages, which are quarantined as ``no_text_layer`` otherwise."""

    ocr: bool = False

    @property
    def seconds(self) -> int:
        """Wall time that one capture may take."""
        return _SCAN_SECONDS if self.ocr else _PAGE_SECONDS


PLAIN = ParseOptions()
