"""What a run is asked to do beyond its inputs; written in its manifest."""

from dataclasses import dataclass

from pipeline.bounds import bounds


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """``ocr`` reads scanned PDF pages, which are quarantined as ``no_text_layer`` otherwise."""

    ocr: bool = False

    @property
    def seconds(self) -> int:
        """Wall time that one capture may take."""
        own = bounds().scan_seconds if self.ocr else bounds().page_seconds
        return own.most


PLAIN = ParseOptions()
