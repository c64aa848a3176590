"""A campaign for one field: of a page parsed again, its records take over that field alone."""

import json
from dataclasses import replace
from typing import Any

from models.opportunity import Opportunity
from pipeline.comparing.fields import field_rules
from pipeline.reparsing.errors import ReparseError
from pipeline.runs.worker import PageLines

_Record = dict[str, Any]


class OneField:
    """A field, with those that are derived from it. Raises ReparseError for an unknown one."""

    def __init__(self, name: str) -> None:
        rules = field_rules().fields
        if name not in rules:
            raise ReparseError(f"there is no field {name}: {', '.join(rules)}")
        leader = rules[name].follows or name
        self.name = leader
        self.extractor = rules[leader].extractor
        self.members = frozenset(
            own for own, rule in rules.items() if own == leader or rule.follows == leader
        )

    def taken_over(self, old: PageLines, new: PageLines) -> PageLines:
        """The old lines with the field as the new ones say it.

        Records are matched by their ids. One whose text is another now, as its evidence would
        quote what is not there, or that is no longer found, stays as it was.
        """
        found = {record["opportunity_id"]: record for record in map(json.loads, new.records)}
        lines = tuple(self._line(line, found) for line in old.records)
        return old if lines == old.records else replace(old, records=lines)

    def _line(self, line: str, found: dict[str, _Record]) -> str:
        old = json.loads(line)
        new = found.get(old["opportunity_id"])
        same_text = new is not None and all(
            new[key] == old[key] for key in ("content", "source_url", "schema_version")
        )
        if new is None or not same_text or self._part(old) == self._part(new):
            return line
        merged = old | self._values(new)
        merged["field_evidence"] = [
            *(each for each in old["field_evidence"] if not self._owns(each)),
            *(each for each in new["field_evidence"] if self._owns(each)),
        ]
        if self.extractor:
            version = {self.extractor: new["extractor_versions"].get(self.extractor, "")}
            merged["extractor_versions"] = old["extractor_versions"] | version
        return Opportunity.model_validate_json(json.dumps(merged)).model_dump_json()

    def _part(self, record: _Record) -> tuple[_Record, list[_Record]]:
        return self._values(record), [e for e in record["field_evidence"] if self._owns(e)]

    def _values(self, record: _Record) -> _Record:
        return {name: record[name] for name in self.members}

    def _owns(self, evidence: _Record) -> bool:
        return evidence["pointer"].split("/")[1] in self.members
