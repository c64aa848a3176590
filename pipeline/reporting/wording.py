"""The texts of a report, in Chinese, English or both."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("wording.yaml")
_BETWEEN = " / "


class Language(StrEnum):
    """The language of a report."""

    ZH = "zh"
    EN = "en"
    BOTH = "both"


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return found


class Wording:
    """Texts in one language, or in both side by side."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def say(self, key: str, /, **values: object) -> str:
        """The text of a key with its values. Raises KeyError for a text that is missing."""
        texts = _texts()[key]
        return self.pick(texts["zh"].format(**values), texts["en"].format(**values))

    def pick(self, chinese: str, english: str) -> str:
        """One of two texts, or both where they differ."""
        if self.language is Language.BOTH:
            return chinese if chinese == english else f"{chinese}{_BETWEEN}{english}"
        return chinese if self.language is Language.ZH else english
