"""Changes as one HTML file: no script, nothing fetched, text of pages inert."""

from base64 import b64encode
from collections import Counter
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.change_codes import ChangeClass
from models.field_change import FieldChange, Pattern
from models.run import Run
from pipeline.comparing.patterns import Tally
from pipeline.views.change_values import arrow, both, one
from pipeline.views.run_differences import differences

_HERE = Path(__file__).parent
_VALUE = 600


def render(old: Run, new: Run, records: Counter[str], tally: Tally, most: int) -> str:
    """The report: runs, records, fields by class, and ``most`` patterns with their samples."""
    style = (_HERE / "change_report.css").read_text("utf-8")
    kinds = [kind for kind in ChangeClass if any(key[1] == kind for key in tally.matrix)]
    patterns = tally.ranked()
    return (
        _environment()
        .get_template("change_report.html.j2")
        .render(
            old=old,
            new=new,
            differences=list(differences(old, new)),
            records=Counter({str(name): number for name, number in records.items()}),
            total=tally.total,
            folded=sorted(tally.folded.items()),
            kinds=kinds,
            matrix=[
                (name, [tally.matrix[name, kind] for kind in kinds]) for name in tally.fields()
            ],
            patterns=patterns[:most],
            more=max(0, len(patterns) - most),
            style=style,
            style_hash="sha256-" + b64encode(sha256(style.encode()).digest()).decode(),
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        words=lambda name: str(name).replace("_", " "), line=one, both=_both, rules=_rules
    )
    return environment


def _both(change: FieldChange) -> tuple[str, str]:
    return both(change, _VALUE)


def _rules(pattern: Pattern) -> str:
    return arrow(pattern.old_rule, pattern.new_rule)
