"""What fusion says in words: the English sentences and their keys; other languages come from the page's catalogues.

A reason is a fact and a weight. The fact's key gets ``.for``, ``.against`` or ``.neutral``, so a catalogue holds whole
sentences and no language is glued together from halves. Conditions go in as their codes, which each language has
words for (catalogue keys ``earlier.swamped``, ``found.underway`` and so on).
"""

import math

from varne.words import Words

WEIGHTS = {
    "for": "{fact}: {times} times more likely one boat",
    "against": "{fact}: {times} times less likely one boat",
    "neutral": "{fact}: says little either way",
}

FACTS = {
    "motion.drift": "{nm} nm in {minutes} min with the stream, what a drifting boat does",
    "motion.engine": "{nm} nm in {minutes} min needs {kn} kn of its own over the stream",
    "motion.against": "{nm} nm in {minutes} min against the stream would need {kn} kn",
    "motion.impossible": "{nm} nm in {minutes} min would need {kn} kn, which no loaded small boat makes",
    "motion.together": "{nm} nm apart at the same time",
    "motion.wide": "a position known only to within {nm} nm",
    "motion.unknown_stream": "{nm} nm in {minutes} min, {kn} kn over ground; the stream there is not known",
    "motion.power": "what was said of the engine, beside the positions of the others",
    "people.counts": "{a} and {b} people, as counts go",
    "condition.same": "both {later}",
    "condition.step": "{earlier}, then {later}",
    "caller.same": "the same phone",
    "caller.different": "different phones; people aboard have many",
    "boat.alike": "described alike ({what})",
    "boat.unlike": "described differently ({what})",
    "group.apart": "counted apart by one observer",
    "group.track": "one track of one sensor",
    "recovery.late": "heard of again {minutes} min after a recovery",
    "recovery.twice": "recovered twice, {minutes} min apart",
    "channel.prior": "about {boats} boats expected, reports {minutes} min apart",
    "channel.sighting": "about {boats} boats expected and {silent} that nobody has reported",
}
"""Facts by key; the term comes first."""

PLAIN = {
    "people.impossible": "{n} people cannot be aboard one boat, so that count is set aside",
    "motion.clock": "would fit if the clock of report {report} were one hour off (French time taken for UTC?)",
    "decided.same": "the operator said these are one boat",
    "decided.conflict": "decisions on {a} and {b} contradict each other: kept apart until one is withdrawn",
    "decided.unknown": "a decision names report {report}, which is not here",
    "decided.physics": "the operator said {a} and {b} are one boat, but {nm} nm in {minutes} min would need {kn} kn",
    "copy": "report {copy} repeats {original} and adds no evidence",
    "aside.search": "report {report} tells of a search, not of a boat",
    "aside.recovery": "report {report} is a recovery: matched with every open boat, joined to none",
    "rescue.count": "{recovered} people recovered; this boat said {people}",
    "rescue.several": "{recovered} people recovered, more than this boat's {people}: several boats, or not this one",
    "rescue.partly": "{recovered} people recovered of this boat's {people}: up to {left} would still be out there",
    "rescue.condition": "the recovered boat was {found}; this one was {reported}",
    "rescue.boat": "the recovered boat is described differently ({what})",
    "rescue.place": "recovered {nm} nm from where the stream would have taken this boat; that needs {kn} kn",
    "rescue.impossible": "recovered {nm} nm from where the stream would have taken this boat; {kn} kn is beyond any boat",
    "rescue.before": "recovered before this boat was first reported",
    "rescue.called_after": "report {report} of this boat came {minutes} min after the recovery",
    "rescue.heading": "the recovered boat was heading {found}, this one {reported}",
    "rescue.no_place": "no position of the recovery to compare with this boat's drift",
    "rescue.decided": "the operator said it is this boat; the evidence alone gives {percent} %",
    "rescue.no_identity": "no phone aboard was matched with this boat's callers",
}
"""Whole sentences without a weight."""

DOUBTS = {
    "doubt.zero": "0 N 0 E is what a device without a fix sends; ask for the position",
    "doubt.sign": "far outside the Strait; with the sign of the longitude changed it lies in it, at {lon}",
    "doubt.outside": "far outside the Strait",
    "doubt.land": "this position is on land",
    "doubt.minutes": "far from every other report; read as degrees and minutes it lies {nm} nm from report {report}",
    "doubt.clock": "true {minutes} min after it was received: one of the clocks is wrong",
    "doubt.people": "{n} people cannot be aboard one boat; the count is set aside",
    "doubt.caller": "the same phone as report {report}, which is held to be another boat",
    "doubt.text": "no position: “{text}” can be read in several ways, or in none; ask back",
}
"""What is odd about a report, as it stands beside it; catalogue keys as they are."""
PLAIN |= {
    "odd.hour": "report {of}: would fit report {report} of the same phone, were a clock not one hour off (French time?)",
    **{f"odd.{key.removeprefix('doubt.')}": f"report {{of}}: {sentence}" for key, sentence in DOUBTS.items()},
}

CONDITIONS = {
    "underway": "under way",
    "engine_stopped": "engine stopped",
    "taking_water": "taking water",
    "swamped": "swamped",
    "people_in_water": "people in the water",
    "landed": "landed",
    "unknown": "condition unknown",
}


def weigh(fact: str, nats: float, **args: str | int | float) -> Words:
    """A fact with what it weighs.

    fact     key in FACTS; args fill it
    nats     log of the odds it gives for one boat

    >>> weigh("caller.same", 5.3).text
    'the same phone: 200 times more likely one boat'
    >>> weigh("people.counts", 0.1, a="33", b="34").text
    '33 and 34 people, as counts go: says little either way'
    """
    side = "neutral" if abs(nats) < math.log(1.25) else "for" if nats > 0 else "against"
    args = {**args, "times": times(nats)}
    text = WEIGHTS[side].format(fact=FACTS[fact].format(**_english(args)), **args)
    return Words(f"fusion.{fact}.{side}", args, text)


def say(key: str, **args: str | int | float) -> Words:
    """A whole sentence.

    >>> say("rescue.condition", found="underway", reported="taking_water").text
    'the recovered boat was under way; this one was taking water'
    """
    return Words(f"fusion.{key}", args, PLAIN[key].format(**_english(args)))


def _english(args: dict[str, str | int | float]) -> dict[str, str | int | float]:
    spoken = ("earlier", "later", "found", "reported")
    return {k: CONDITIONS.get(str(v), v) if k in spoken else v for k, v in args.items()}


def times(nats: float) -> float | int:
    """Odds as people read them: one decimal below 3, two figures above, never more than a thousand.

    >>> [times(x) for x in (0.5, -1.5, 5.3, 30.0)]
    [1.6, 4, 200, 1000]
    """
    odds = min(math.exp(min(abs(nats), 7.0)), 1000.0)
    if odds < 3:
        return round(odds, 1)
    return round(odds) if odds < 10 else int(round(odds, 1 - math.floor(math.log10(odds))))


def miles(metres: float) -> float:
    """Nautical miles for reading: one decimal, two below a tenth."""
    nm = metres / 1852.0
    return round(nm, 1) if nm >= 0.1 else round(nm, 2)
