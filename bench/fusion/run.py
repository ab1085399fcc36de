"""The whole bench of the association: nights, methods, scores, one JSON line a method, named ratios."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from bench.fusion import calibration, prototype, reference, scores
from bench.fusion.baselines import nearest, st_dbscan
from bench.fusion.methods import Answer, Method, alone, proposed
from bench.fusion.nights import Night, recoveries, without_phones
from bench.fusion.tgospa import night_tgospa

METHODS: dict[str, Callable[[Night], Method]] = {
    "propose": lambda night: proposed,
    "nearest": lambda night: nearest(),
    "phone-nearest": lambda night: nearest(gap=600.0, phone=True),
    "st-dbscan": lambda night: st_dbscan(3_000, 2_700),
    "phone-st-dbscan": lambda night: st_dbscan(1_000, 600, phone=True),
    "phone": lambda night: st_dbscan(0, 0, phone=True),
    "prototype-with-language": lambda night: prototype.sampled(night, language=True),
    "prototype": lambda night: prototype.sampled(night, language=False),
    "truth": lambda night: lambda reports, current: Answer({0.0: night.truth}),
}
ACTING = (0.9, 0.99)
"""P(rescued) above which one would act: the prototype's in research/fusion.md, and varne.fusion.rescue.PROPOSED."""


def main(arguments: Sequence[str] | None = None) -> None:
    ask = parser().parse_args(arguments)
    if not reference.present():
        print(json.dumps({"bench": "association", "result": reference.ABSENT}))
        return
    for phones in {"on": (True,), "off": (False,), "both": (True, False)}[ask.phones]:
        compare(ask.methods, list(nights(ask.seeds, ask.boats, phones)), ask.tgospa)


def parser() -> argparse.ArgumentParser:
    ask = argparse.ArgumentParser(prog="python -m bench.fusion", description=__doc__)
    ask.add_argument("--seeds", type=span, default=span("1-20"), help="nights, such as 1-20 or 3")
    ask.add_argument("--methods", type=named, default=list(METHODS), help=f"all, or some of {','.join(METHODS)}")
    ask.add_argument("--phones", choices=("on", "off", "both"), default="on", help="with call-back numbers, without, both")
    ask.add_argument("--boats", type=int, default=30)
    ask.add_argument("--no-tgospa", dest="tgospa", action="store_false", help="leave out T-GOSPA, which takes a second a night")
    return ask


def span(text: str) -> range:
    low, _, high = text.partition("-")
    return range(int(low), int(high or low) + 1)


def named(text: str) -> list[str]:
    asked = list(METHODS) if text == "all" else text.split(",")
    if unknown := set(asked) - set(METHODS):
        raise argparse.ArgumentTypeError(f"no method {', '.join(sorted(unknown))}; there are {', '.join(METHODS)}")
    return asked


def nights(seeds: Sequence[int], boats: int, phones: bool) -> Iterator[Night]:
    for seed in seeds:
        night = reference.reference_night(seed, boats)
        yield night if phones else without_phones(night)


def compare(names: Sequence[str], over: Sequence[Night], with_tgospa: bool) -> None:
    """Print what each method reaches over the nights."""
    perfect = [night_tgospa(n, alone(n.truth)).total for n in over] if with_tgospa else []
    warm(names, over[0])
    for name in names:
        answers = [answered(METHODS[name](night), night) for night in over]
        for threshold in answers[0][0].labels:
            rows = [scored(night, answer, threshold) for night, (answer, _) in zip(over, answers, strict=True)]
            if with_tgospa:
                theirs = [night_tgospa(n, alone(a.labels[threshold])).total for n, (a, _) in zip(over, answers, strict=True)]
                rows = [r | {"tgospa": t / 1e3} for r, t in zip(rows, theirs, strict=True)]
            line = {"bench": f"association: {over[0].name.split(',')[0].rsplit(' ', 1)[0]} nights", "nights": len(over)}
            line |= {"phones": any(r.caller for r in over[0].reports), "method": name}
            line |= {"at_least": threshold} if threshold else {}
            line |= {k: round(float(np.mean([r[k] for r in rows])), 4) for k in rows[0]}
            if with_tgospa:
                line["tgospa_ratio"] = round(float(np.sum(theirs) / np.sum(perfect)), 3)
            line["cpu_s"] = round(float(np.median([s for _, s in answers])), 4)
            print(json.dumps(line), flush=True)
        told(name, over, [a for a, _ in answers])


def warm(names: Sequence[str], night: Night) -> None:
    """Compile before anything is timed."""
    for name in set(names) & {"propose", "prototype", "prototype-with-language"}:
        METHODS[name](night)(night.reports[:20], night.current)


def answered(method: Method, night: Night) -> tuple[Answer, float]:
    begin = time.process_time()
    answer = method(night.reports, night.current)
    return answer, time.process_time() - begin


def scored(night: Night, answer: Answer, threshold: float) -> dict[str, float]:
    labels, recovery = alone(answer.labels[threshold]), recoveries(night.reports)
    row = scores.pairs(labels, night.truth)
    row |= {f"{k}_no_rescue_reports": v for k, v in scores.pairs(labels, night.truth, ~recovery).items() if k == "f1"}
    row |= {"lost": scores.lost(labels, night.truth), "swallowed": scores.swallowed(labels, night.truth, night.true_t)}
    row |= {"extra": len(np.unique(labels)) - len(night.boats)}
    for acting in ACTING if answer.rescued is not None else (0.0,):
        closed = scores.believed(labels, recovery, answer.rescued, acting)
        found = scores.rescues(closed, night.truth, recovery, night.rescued())
        row |= {f"{k}{f'_at_{acting:g}' if acting else ''}": v for k, v in found.items()}
    return row


def told(name: str, over: Sequence[Night], answers: Sequence[Answer]) -> None:
    """Print calibration, where a method gives probabilities."""
    if any(a.pairs is None or a.rescued is None for a in answers):
        return
    both = list(zip(over, answers, strict=True))
    looks = {
        "pairs": [calibration.of_pairs(a.pairs, n.truth, np.ones(len(n.truth), bool)) for n, a in both],
        "pairs without recoveries": [calibration.of_pairs(a.pairs, n.truth, ~recoveries(n.reports)) for n, a in both],
        "rescues": [calibration.of_rescues(a.rescued, n.truth, recoveries(n.reports), sorted(n.rescued())) for n, a in both],
    }
    for what, found in looks.items():
        tenths = calibration.by_tenths(*(np.concatenate(x) for x in zip(*found, strict=True)))
        line = {"bench": f"calibration: {what}", "method": name, "worst_gap": round(calibration.worst_gap(tenths), 3)}
        print(json.dumps(line | {"tenths": tenths}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
