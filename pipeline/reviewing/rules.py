"""How often reviewers found a rule right, beside the grade that the rule gives its values.

The decisions are those in force; each judges what a run said by some rule. They are no random
sample, as most were taken where something was in doubt: a rule is seldom better in them than it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from models.base import Frozen
from models.decision import Action, Decision, Reach
from models.evidence import Grade
from pipeline.evaluation.grading import CERTAIN_LEAST
from pipeline.ledger.heads import in_force
from pipeline.ledger.units import Record
from pipeline.surveying.estimating import ENDLESS, wilson


class RuleCounts(Frozen):
    """What became of the values of a rule that somebody looked at one by one.

    ``bulk`` are decisions that were taken on a whole query after samples of it; they are not in the
    other counts. ``share`` is that of accepted ones with Wilson's 95 % interval, null without any.
    ``grades`` counts the values of the run by the grade that the rule gave them.
    """

    rule: str
    accepted: int
    corrected: int
    rejected: int
    bulk: int
    share: float | None
    ci95: tuple[float, float] | None
    grades: dict[str, int]

    @property
    def overrated(self) -> bool:
        """Whether the rule grades values certain, and the whole interval is below what certain
        values must reach.
        """
        return (
            Grade.CERTAIN.value in self.grades
            and self.ci95 is not None
            and self.ci95[1] < CERTAIN_LEAST
        )


def grades_of(records: Iterable[Record]) -> dict[str, dict[str, int]]:
    """How many pieces of evidence each rule gave, by rule and then by grade, the surest first."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        for evidence in record["field_evidence"]:
            counts[evidence["rule"]][evidence["grade"]] += 1
    return {
        rule: {grade.value: own[grade.value] for grade in Grade if own[grade.value]}
        for rule, own in counts.items()
    }


def rule_counts(
    decisions: Iterable[Decision], grades: dict[str, dict[str, int]]
) -> tuple[RuleCounts, ...]:
    """The counts of every rule that anything was decided on, in the order of their names.

    Decisions on what no rule said, such as a value that was added, tell of none.
    """
    actions: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for heads in in_force(decisions).values():
        for decision in heads:
            if decision.rule is not None:
                one = decision.reach == Reach.ONE
                actions[decision.rule][decision.action.value if one else "bulk"] += 1
    return tuple(_counts(rule, actions[rule], grades.get(rule, {})) for rule in sorted(actions))


def _counts(rule: str, actions: Counter[str], grades: dict[str, int]) -> RuleCounts:
    accepted, corrected, rejected = (
        actions[action.value] for action in (Action.ACCEPT, Action.CORRECT, Action.REJECT)
    )
    n = accepted + corrected + rejected
    interval = wilson(accepted, n, ENDLESS) if n else None
    return RuleCounts(
        rule=rule,
        accepted=accepted,
        corrected=corrected,
        rejected=rejected,
        bulk=actions["bulk"],
        share=round(accepted / n, 6) if n else None,
        ci95=(round(interval[0], 6), round(interval[1], 6)) if interval else None,
        grades=grades,
    )
