"""Whole nights: each method's scores at each threshold, beside the perfect association of the same nights."""

from collections.abc import Iterator, Sequence

import numpy as np

from bench.fusion import calibration, scores
from bench.fusion.contest import answers, mean_of
from bench.fusion.methods import Answer, alone
from bench.fusion.nights import Floats, Night, recoveries
from bench.fusion.tgospa import LOST_TEN_TIMES, TGospa, night_tgospa

ACTING = (0.9, 0.99)
"""P(rescued) above which one would act: the prototype's in research/fusion.md, and varne.fusion.rescue.PROPOSED."""
Line = dict[str, object]


def compared(names: Sequence[str], nights: Sequence[Night], tgospa: bool) -> Iterator[Line]:
    """A line for each method and threshold, and lines for how honest its probabilities are.

    tgospa  with T-GOSPA: its mean [km], and the ratio of its sum to that of the perfect association
    """
    perfect = [night_tgospa(n, alone(n.truth)) for n in nights] if tgospa else []
    for name in names:
        if (found := answers(name, nights)) is None:
            yield {"bench": "association", "method": name, "result": "does not take part here (see bench/fusion/README.md)"}
            continue
        for threshold in found[0][0].labels:
            line = named(name, nights, threshold)
            line |= mean_of([scored(n, a, threshold) for n, (a, _) in zip(nights, found, strict=True)])
            if tgospa:
                off = [night_tgospa(n, alone(a.labels[threshold])) for n, (a, _) in zip(nights, found, strict=True)]
                line |= off_the_tracks(off, perfect)
            yield line | {"cpu_s": round(float(np.median([s for _, s in found])), 4)}
        yield from honesty(name, nights, [a for a, _ in found])


def off_the_tracks(off: Sequence[TGospa], perfect: Sequence[TGospa]) -> Line:
    """T-GOSPA beside that of the perfect association; and the same where a lost boat costs ten times one too many."""
    ten = [sum(t.priced(LOST_TEN_TIMES) for t in of) for of in (off, perfect)]
    total, least = (sum(t.total for t in of) for of in (off, perfect))
    return {
        "tgospa_km": round(total / len(off) / 1e3, 1),
        "tgospa_ratio": round(total / least, 3),
        "tgospa_lost_ten_times_ratio": round(ten[0] / ten[1], 3),
    }


def named(name: str, nights: Sequence[Night], threshold: float = 0.0) -> Line:
    line: Line = {"bench": f"association, {nights[0].name.split()[0]} nights", "nights": len(nights)}
    line |= {"phones": any(r.caller for n in nights for r in n.reports), "method": name}
    return line | ({"at_least": threshold} if threshold else {})


def scored(night: Night, answer: Answer, threshold: float) -> dict[str, float]:
    """Scores of one night at one threshold."""
    labels, recovery = alone(answer.labels[threshold]), recoveries(night.reports)
    row = scores.pairs(labels, night.truth)
    row |= {"f1_without_recoveries": scores.pairs(labels, night.truth, ~recovery)["f1"]}
    row |= {"lost": scores.lost(labels, night.truth), "swallowed": scores.swallowed(labels, night.truth, night.true_t)}
    row |= {"extra": len(np.unique(labels)) - len(night.boats)}
    for acting in ACTING if answer.rescued is not None else (0.0,):
        closed = scores.believed(labels, recovery, answer.rescued, acting)
        row[f"believed_rescued_{acting:g}" if acting else "believed_rescued"] = scores.wrongly_believed(
            closed, night.truth, night.recovered
        )
    likely = scores.believed(labels, recovery, answer.rescued, 0.5)
    return row | {"left_open": scores.left_open(likely, night.truth, recovery, night.recovered)}


def honesty(name: str, nights: Sequence[Night], found: Sequence[Answer]) -> Iterator[Line]:
    """Calibration by tenths, where a method gives probabilities."""
    both = list(zip(nights, found, strict=True))
    if all(a.pairs is not None for a in found):
        yield _tenths("pairs", name, nights, [_pairs(n, a, np.ones(len(n.truth), bool)) for n, a in both])
        yield _tenths("pairs without recoveries", name, nights, [_pairs(n, a, ~recoveries(n.reports)) for n, a in both])
    if all(a.rescued is not None for a in found):
        yield _tenths("rescued", name, nights, [_rescues(n, a) for n, a in both])


def _pairs(night: Night, answer: Answer, use: Floats) -> tuple[Floats, Floats]:
    return calibration.of_pairs(answer.pairs, night.truth, use)


def _rescues(night: Night, answer: Answer) -> tuple[Floats, Floats]:
    return calibration.of_rescues(answer.rescued, night.truth, recoveries(night.reports), sorted(night.recovered))


def _tenths(what: str, name: str, nights: Sequence[Night], looks: Sequence[tuple[Floats, Floats]]) -> Line:
    tenths = calibration.by_tenths(*(np.concatenate(x) for x in zip(*looks, strict=True)))
    line = named(name, nights) | {"bench": f"calibration of {what}, {nights[0].name.split()[0]} nights"}
    return line | {"worst_gap": round(calibration.worst_gap(tenths), 3), "tenths": tenths}
