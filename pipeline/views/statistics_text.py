"""Statistics as text: each table under a line that says what stands behind its numbers."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table as TextTable

from pipeline.cli.console import inert
from pipeline.counting.parties import PartyCounts
from pipeline.counting.quality import BOUND, ErrorRate
from pipeline.counting.statistics import AllianceShare, Closure, Statistics
from pipeline.counting.tables import AFTER, BEFORE, UNDATED, Count, Table

_WIDTH = 160
_WORDS = {
    "duplicates": "duplicates",
    "demand_notices": "notices of Chinese demand",
    "outside_the_window": "outside the window",
    "without_a_date": "without a date",
    "not_selected": "not selected",
}


def render_statistics(statistics: Statistics, console: Console, language: str, top: int) -> None:
    """Print statistics with labels in ``zh`` or ``en``; ``top`` rows a table, 0 for all."""
    if not console.is_terminal:
        # A pipe or a file has no width: nothing need be cut.
        console.width = _WIDTH
    for line in _head(statistics):
        console.print(line, markup=False)
    if statistics.parties:
        _print(console, _parties(statistics.parties))
    if statistics.alliances:
        _print(console, [_alliances(statistics.alliances)])
    _print(console, map(_closure, statistics.closures))
    for table in statistics.tables:
        console.print()
        console.print(_about(table, language), markup=False)
        console.print(_text_table(table, language, top))
        if top and len(table.counts) > top:
            console.print(f"and {len(table.counts) - top} more: --top 0 shows all", markup=False)


def _print(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(line, markup=False)


def _head(statistics: Statistics) -> Iterable[str]:
    window = " to ".join(str(day) for day in (statistics.since or "…", statistics.until or "…"))
    within = f", {window}" if statistics.since or statistics.until else ""
    where = f" with {', '.join(statistics.where)}" if statistics.where else ""
    yield (
        f"{statistics.counted} {statistics.unit}{where}{within}, of {statistics.reports} reports; "
        f"run {statistics.run_id}"
    )
    apart = ", ".join(f"{count} {_WORDS[name]}" for name, count in statistics.apart.items())
    yield f"of {statistics.records} records; kept apart: {apart}"
    state = "none reviewed" if not statistics.any_review else f"{statistics.any_review} reviewed"
    yield f"{state} in any field"


def _parties(parties: PartyCounts) -> Iterable[str]:
    kinds = ", ".join(f"{count} {kind}" for kind, count in parties.by_type.items())
    yield (
        f"distinct foreign parties: {parties.distinct} ({kinds}); "
        f"{parties.covered} of {parties.counted} records name one{_errors(parties.errors)}"
    )


def _alliances(alliances: AllianceShare) -> str:
    return (
        f"from NATO members and Major Non-NATO Allies, by membership on the day published: "
        f"{alliances.count} of {alliances.of} ({_percent(alliances.share)}), "
        f"{alliances.nato} NATO and {alliances.mnna} MNNA; "
        f"country and day known of {alliances.of} of {alliances.counted}"
    )


def _closure(closure: Closure) -> str:
    undated = f", {closure.undated} undated" if closure.undated else ""
    return (
        f"{closure.mission}, closed {closure.closed}: {closure.mission_before} of "
        f"{closure.country_before} from {closure.country} before "
        f"({_percent(closure.share_before)}); {closure.country_after} from {closure.country} since"
        f"{undated}"
    )


def _about(table: Table, language: str) -> str:
    label = table.label_zh if language == "zh" else table.label_en
    several = "; a record may count under several" if table.several else ""
    return (
        f"{label}: {table.covered} of {table.counted} records have it, "
        f"{table.reviewed} reviewed{several}{_errors(table.errors)}"
    )


def _errors(errors: Iterable[ErrorRate]) -> str:
    return "".join(f"; {_error(error)}" for error in errors)


def _error(error: ErrorRate) -> str:
    if error.basis == BOUND:
        return f"error at most {_percent(error.error)} ({error.metric}, floor on the bundled gold)"
    low_high = f", {_percent(error.ci95[0])} to {_percent(error.ci95[1])}" if error.ci95 else ""
    return f"error {_percent(error.error)}{low_high} ({error.metric})"


def _text_table(table: Table, language: str, top: int) -> TextTable:
    text = TextTable(box=None, pad_edge=False, header_style="bold")
    for name in table.by:
        text.add_column(name, no_wrap=True)
    text.add_column("")
    columns = ["count", "share", "reviewed"]
    if table.split_on:
        columns += [f"before {table.split_on}", "on or after", "undated"]
    if table.by == ("mission",):
        columns.append("of its country")
    for column in columns:
        text.add_column(column, justify="right", no_wrap=True)
    for count in table.counts[: top or None]:
        text.add_row(*_cells(count, table, language))
    return text


def _cells(count: Count, table: Table, language: str) -> list[str]:
    labels = count.labels_zh if language == "zh" else count.labels_en
    shown = " × ".join(label for label in labels if label not in count.values)
    cells = [*map(inert, count.values), inert(shown), str(count.count), _percent(count.share)]
    cells.append(str(count.reviewed))
    if count.split is not None:
        cells += [str(count.split[name]) for name in (BEFORE, AFTER, UNDATED)]
    if table.by == ("mission",):
        part = count.of_country
        of = f"{part.count} of {part.of} {part.country}, {_percent(part.share)}" if part else "-"
        cells.append(of)
    return cells


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"
