"""The end of a campaign: its run held against the one it began from."""

from collections import Counter
from pathlib import Path
from typing import Any

from pipeline.comparing.patterns import Tally
from pipeline.comparing.runs import Comparison


def compared(old: Path, new: Path) -> dict[str, Any]:
    """How many changes there are, by class, by field and by cause, and what became of records."""
    comparison, tally = Comparison(old, new), Tally("cause", samples=1, fold=True)
    tally.take(comparison.changes())
    fields, kinds = Counter[str](), Counter[str]()
    for (name, kind), number in tally.matrix.items():
        fields[name] += number
        kinds[str(kind)] += number
    return {
        "old": comparison.old.run_id,
        "new": comparison.new.run_id,
        "changes": sum(kinds.values()),
        "by_class": dict(kinds.most_common()),
        "by_field": dict(fields.most_common()),
        "by_cause": {str(cause): number for cause, number in tally.counts.most_common()},
        "records": {str(match): number for match, number in comparison.records.items()},
    }
