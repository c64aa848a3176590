"""Estimating from a coded sample: shares with Wilson intervals, corrected for a small population.

Wilson's interval (Wilson 1927, "Probable inference, the law of succession, and statistical
inference") does not leave 0 to 1 and holds for small samples. A sample without replacement from N
parties says more than one from endless many: the variance is smaller by (N - n) / (N - 1) (Cochran,
"Sampling Techniques", 3rd ed., 1977, eq. 3.8), which is a larger sample by the inverse.
"""

from collections import Counter
from collections.abc import Sequence
from math import inf, sqrt
from statistics import NormalDist

from models.base import Frozen
from pipeline.surveying.drawing import Draw
from pipeline.surveying.errors import SurveyError
from pipeline.surveying.sheet import UNKNOWN, Coding, missing_codings, outcomes

# The frame of a sample that was drawn from no finite one.
ENDLESS = 10**9


class Share(Frozen):
    """``count`` of ``n`` sampled have it: the estimated share with its interval, 0 to 1, and the
    least and greatest number of the whole frame that the interval allows.
    """

    count: int
    n: int
    share: float
    low: float
    high: float
    frame_low: int
    frame_high: int


class Estimate(Frozen):
    """What a survey says: ``any_outcome`` and each outcome among those of known outcome.

    ``at_least`` counts unknown ones as no outcome, ``at_most`` as one. ``confidence`` is that of
    the intervals; ``not_coded`` are drawn parties without a coding, which say nothing yet.
    """

    run_id: str
    of: str
    seed: str
    frame_size: int
    drawn: int
    coded: int
    unknown: int
    not_coded: tuple[str, ...]
    confidence: float
    any_outcome: Share
    at_least: Share
    at_most: Share
    outcomes: dict[str, Share]


def wilson(count: int, n: int, frame: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's interval for ``count`` of ``n`` drawn without replacement from ``frame``.

    A sample of the whole frame has no doubt left.

    >>> [round(bound, 3) for bound in wilson(14, 30, 10**9)]
    [0.302, 0.639]
    >>> wilson(3, 4, 4)
    (0.75, 0.75)
    """
    share = count / n
    size = n * (frame - 1) / (frame - n) if frame > n else inf
    if size == inf:
        return share, share
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    width = z / (1 + z * z / size) * sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    # At the ends the bounds are exact, whatever the last bits of the floats say.
    return (0.0 if count == 0 else middle - width, 1.0 if count == n else middle + width)


def estimate(draw: Draw, codings: Sequence[Coding], confidence: float = 0.95) -> Estimate:
    """Estimate the outcomes of the frame. Raises SurveyError where none is known."""
    known = [coding for coding in codings if coding.outcome != UNKNOWN]
    if not known:
        raise SurveyError("no drawn party has a known outcome yet: fill in the coding sheet")
    found = Counter(coding.outcome for coding in known)
    happened = sum(coding.happened for coding in known)
    unknown, whole = len(codings) - len(known), draw.frame_size

    def share(count: int, n: int) -> Share:
        return _share(count, n, whole, confidence)

    return Estimate(
        run_id=draw.run_id,
        of=draw.of.value,
        seed=draw.seed,
        frame_size=whole,
        drawn=draw.n,
        coded=len(codings),
        unknown=unknown,
        not_coded=missing_codings(draw, codings),
        confidence=confidence,
        any_outcome=share(happened, len(known)),
        at_least=share(happened, len(codings)),
        at_most=share(happened + unknown, len(codings)),
        outcomes={code: share(found[code], len(known)) for code in outcomes() if code != UNKNOWN},
    )


def _share(count: int, n: int, frame: int, confidence: float) -> Share:
    low, high = wilson(count, n, frame, confidence)
    return Share(
        count=count,
        n=n,
        share=round(count / n, 6),
        low=round(low, 6),
        high=round(high, 6),
        # What was seen is at least there, and what was seen to be otherwise is not.
        frame_low=max(count, round(low * frame)),
        frame_high=min(frame - (n - count), round(high * frame)),
    )
