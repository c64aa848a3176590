"""What reviewers decided by rule, for a terminal."""

from collections.abc import Iterator, Sequence

from rich.console import Console

from pipeline.reviewing.rules import RuleCounts


def render(run_id: str, counts: Sequence[RuleCounts], console: Console) -> None:
    """Print a line a rule; ``!`` marks one that grades values certain and should not."""
    console.print(f"{len(counts)} rules decided on; grades are those of {run_id}", markup=False)
    for one in counts:
        console.print("  ".join(_parts(one)), markup=False)


def _parts(one: RuleCounts) -> Iterator[str]:
    yield f"{one.rule:<36}"
    yield f"{one.accepted} accepted, {one.corrected} corrected, {one.rejected} rejected"
    if one.share is not None and one.ci95 is not None:
        yield f"{one.share:.3f} ({one.ci95[0]:.2f} to {one.ci95[1]:.2f})"
    if one.bulk:
        yield f"{one.bulk} at once"
    grades = ", ".join(f"{count} {grade}" for grade, count in one.grades.items())
    yield f"graded {grades}" if grades else "not in the run"
    if one.overrated:
        yield "!"
