"""Writes the parts of docs/fusion.md that come from the program: its numbers, and what `varne fuse` says of the example.

    python design/fusion_doc.py

A test holds the file to what this makes, so run it after a change of the model or of the words.
"""

from pathlib import Path

from click.testing import CliRunner

from varne.cli import main
from varne.fusion.items import CLUTTER
from varne.fusion.likelihood import MOTION, Prior
from varne.fusion.model import COUNTED_APART, DECIBANS, POWERED, STAGE_DB
from varne.fusion.rescue import PROPOSED
from varne.fusion.sentences import CONDITIONS
from varne.fusion.table import ALL, CLOCK_S, HEADS_SIGMA, PART, POSITION_M, RIGHT, SEVERAL, STAGES, WRONG_COUNT

ROOT = Path(__file__).parents[1]
DOC, NIGHT = ROOT / "docs" / "fusion.md", ROOT / "docs" / "examples" / "night.jsonl"
GUESS, MEMO = "judgement", "research/fusion.md"

PRIOR = {
    "boats": ("", "boats that report themselves or are reported in a night", f"{MEMO} 4.5; about 20 in November 2021"),
    "silent": ("", "boats at sea that nobody has reported: the safety dial", f"{MEMO} 4.6; deliberately high"),
    "night": ("s", "time in which those boats appear", GUESS),
    "calls": ("1/s", "mean rate of reports by or for a boat", f"{MEMO} 4.5: its guess, no real log was seen"),
    "shape": ("", "shape of the gamma law of that rate", f"{MEMO} 4.2, term 1"),
    "before": ("s", "time a boat is out before its first report", f"{MEMO} 4.2, term 1"),
    "seen": ("1/s", "rate at which ships and aircraft report a boat", GUESS),
    "taken": ("1/s", "rate at which a boat is recovered", GUESS),
    "again": ("", "chance that a call is followed by another of the same boat", GUESS),
    "again_s": ("s", "how soon that one comes", GUESS),
    "change": ("s", "mean time in which a boat loads or is partly taken off", GUESS),
    "same_phone": ("", "weight of a telephone heard before from the boat", f"{MEMO} 4.2, term 6"),
    "new_phone": ("", "weight of one not yet heard from it", f"{MEMO} 4.2, term 6"),
    "late": ("", "chance, against others, of a report after the boat's recovery", f"{MEMO} 4.2, term 7; stronger"),
    "late_s": ("s", "from how long after it", GUESS),
    "twice": ("", "chance, against others, of a second recovery of one boat", f"{MEMO} 4.2, term 7"),
}
WAY = {
    "landing": ("deg", "where boats make for", "between Dungeness and Dover"),
    "speed": ("m/s", "mean speed through the water", "research/domain.md 4.4"),
    "near": ("m", "within this of the landing they slow down", GUESS),
    "spread": ("m/s", "1 sigma of the cruising velocity on each axis", "8 knots is within 2 sigma"),
    "memory": ("s", "how long a boat keeps its course and speed", f"{MEMO} 4.2, term 2; longer"),
    "stops": ("s", "mean time to an engine stop", f"{MEMO} 4.8"),
    "starts": ("s", "mean time of an engine stop", f"{MEMO} 4.8"),
    "stream_error": ("m/s", "what a known stream is wrong by", f"{MEMO} 4.2, term 2"),
    "stream_unknown": ("m/s", "the stream where it is not known", GUESS),
    "leeway": ("m/s", "what wind adds to a drifting boat", "research/drift.md"),
    "wrong": ("", "share of positions that are plainly wrong", f"{MEMO} 4.2, term 2"),
    "forget": ("s", "time in which even a right history stops telling", GUESS),
    "span": ("m", "after hours the Strait bounds the boat, not the engine", GUESS),
    "convoy": ("", "chance that a boat sails with one that was reported, before the night is seen", f"{MEMO} 4.5"),
    "convoy_weight": ("", "boats for which that expectation stands against the night's own", GUESS),
    "convoy_m": ("m", "how far apart such boats are", f"{MEMO} 4.5"),
    "convoy_speed": ("m/s", "and how much further with the time between", GUESS),
    "convoy_s": ("s", "how long before or after", GUESS),
}


def numbers() -> str:
    """Every number of the model as a table."""
    rows = [*_rows("Prior", Prior(), PRIOR), *_rows("Motion", MOTION, WAY), *_others()]
    return _table(["number", "value", "unit", "what it is", "source"], rows)


def _rows(kind: str, values: object, about: dict[str, tuple[str, str, str]]) -> list[list[str]]:
    return [[f"`{kind}.{name}`", _text(getattr(values, name)), *about[name]] for name in about]


def _others() -> list[list[str]]:
    def listed(numbers: dict[str, float]) -> str:
        return ", ".join(f"{k} {_text(v)}" for k, v in numbers.items())

    powered = dict(zip([*(CONDITIONS[s] for s in STAGES), "nothing said"], POWERED.tolist(), strict=True))
    return [
        ["chance of power", listed(powered), "", "that a boat moves under power after each condition", GUESS],
        ["counted apart", f"{DECIBANS * COUNTED_APART:.0f}", "dB", "two reports that one observer counted apart", GUESS],
        ["position error", listed(POSITION_M) + ", others 1000", "m", "1 sigma where none was given", f"{MEMO} 4.5"],
        ["time error", listed(CLOCK_S) + ", calls 120", "s", "1 sigma where nobody said when it was true", f"{MEMO} 4.5"],
        ["count error", listed(HEADS_SIGMA) + ", others 0.2", "", "1 sigma of the logarithm of a count", f"{MEMO} 4.2, term 3"],
        ["wrong count", _text(WRONG_COUNT), "", "share of counts that say nothing", f"{MEMO} 4.2, term 3"],
        ["recoveries", f"all {ALL}, part {PART}, several boats {SEVERAL}", "", "what a recovered number means", GUESS],
        ["right word", listed(RIGHT), "", "how often a description is right", f"{MEMO} 4.5"],
        ["no boat", listed(CLUTTER) + ", others 0.01", "", "chance that a report is no small boat", GUESS],
    ]


def conditions() -> str:
    """The weights of one condition after another, in decibans."""
    names = [CONDITIONS[s] for s in STAGES]
    body = [[names[i], *(f"{v:+.0f}" if v else "0" for v in row)] for i, row in enumerate(STAGE_DB.tolist())]
    return _table(["earlier \\ later", *names], body)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(r) + " |" for r in (head, ["---"] * len(head), *rows)]
    return "\n".join(line.replace("|  |", "| |").replace("|  |", "| |") for line in lines)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_text(v) for v in value)
    if isinstance(value, float):
        return f"1/{1 / value:.0f}" if 0 < value < 1e-3 else f"{value:.12g}"
    return str(value)


def example() -> str:
    """What `varne fuse` says of the example night."""
    answer = CliRunner().invoke(main, ["fuse", str(NIGHT)])
    if answer.exit_code:
        raise RuntimeError(answer.output)
    return "```\n" + answer.stdout + "```"


PARTS = {"numbers": numbers, "conditions": conditions, "proposed": lambda: f"{PROPOSED:g}", "example": example}


def part(text: str, name: str) -> str:
    """What the document holds between the marks of a part."""
    return text.split(f"<!-- {name} -->")[1].split("<!-- end -->")[0].strip()


def written(text: str) -> str:
    """The document with all parts made anew."""
    for name, made in PARTS.items():
        before, after = text.split(f"<!-- {name} -->")
        rest = after.split("<!-- end -->", 1)[1]
        gap = "" if name == "proposed" else "\n"
        text = f"{before}<!-- {name} -->{gap}{made()}{gap}<!-- end -->{rest}"
    return text


if __name__ == "__main__":
    DOC.write_text(written(DOC.read_text("utf-8")), "utf-8")
