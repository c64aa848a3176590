"""How well two coders agree, field by field, on the pages that both of them coded."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from models.base import Frozen
from pipeline.gold.coding import Coding
from pipeline.gold.comparing import OPPORTUNITY, Compared, Disagreement, compare
from pipeline.surveying.estimating import ENDLESS, wilson

# Who coded a page, and what; the coder who came first comes first.
Codings = dict[str, dict[str, Coding]]


class FieldAgreement(Frozen):
    """``same`` of ``n`` decisions on a field are the same: the share with Wilson's 95 % interval.

    A decision is on a code or a whole set of codes; in a list it is on each item that either coder
    has. ``kappa`` is that of the codes, null for lists, in which nobody counts what is in neither,
    and where both gave everything the same code. ``f1`` is the agreement on a list by which kappa
    is replaced there (Hripcsak and Rothschild 2005, "Agreement, the F-measure, and reliability in
    information retrieval", JAMIA 12:296-298).
    """

    field: str
    same: int
    n: int
    share: float
    ci95: tuple[float, float]
    kappa: float | None = None
    f1: float | None = None


class Agreement(Frozen):
    """Agreement on ``pages`` pages coded twice, and all that the coders disagree on."""

    pages: int
    fields: tuple[FieldAgreement, ...]
    disagreements: tuple[Disagreement, ...]


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of pairs of codes: (po - pe) / (1 - pe), 1 for full agreement, 0 for chance.

    None without pairs and where chance alone gives full agreement. Source: Cohen 1960, "A
    coefficient of agreement for nominal scales", Educational and Psychological Measurement 20,
    37-46.

    >>> cohen_kappa([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")])
    0.5
    """
    n = len(pairs)
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    # In whole numbers, so that full agreement by chance is told exactly.
    observed = n * sum(one == other for one, other in pairs)
    expected = sum(count * others[code] for code, count in ones.items())
    return (observed - expected) / (n * n - expected) if n * n != expected else None


def agreement(codings: Codings) -> Agreement:
    """The agreement of all pages that two people coded."""
    both = [list(own.values()) for own in codings.values() if len(own) > 1]
    compared = [found for one, other, *_ in both for found in compare(one, other)]
    return Agreement(
        pages=len(both),
        fields=tuple(_by_field(compared)),
        disagreements=tuple(found.disagreement for found in compared if found.disagreement),
    )


def _by_field(compared: Iterable[Compared]) -> Iterable[FieldAgreement]:
    fields: defaultdict[str, list[Compared]] = defaultdict(list)
    for one in compared:
        if one.field != OPPORTUNITY:
            fields[one.field].append(one)
    for field, found in fields.items():
        same, n = sum(one.same for one in found), sum(one.n for one in found)
        if not n:
            continue
        pairs = [one.categories for one in found if one.categories]
        kappa = cohen_kappa(pairs) if pairs else None
        low, high = wilson(same, n, ENDLESS)
        yield FieldAgreement(
            field=field,
            same=same,
            n=n,
            share=round(same / n, 6),
            ci95=(round(low, 6), round(high, 6)),
            kappa=None if kappa is None else round(kappa, 6),
            f1=None if pairs else round(2 * same / (n + same), 6),
        )
