"""varne figures check: claims in a sentence or a CSV file against the store, as text."""

import sqlite3
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from varne.crossings.claims.check import Finding, Verdict
from varne.crossings.measures import newest
from varne.crossings.sentences import Language
from varne.figures.checked import QUOTED, STATEMENT, check_sentence, check_table, plain_finding
from varne.figures.known import evidence, need_daily
from varne.figures.times import LATEST

MARK: Mapping[Verdict, str] = {"reproduces": "=", "contradicts": "≠", "cannot": "?"}
WORD: Mapping[Verdict, tuple[str, str]] = {
    "reproduces": ("reproduces", "se vérifie"),
    "contradicts": ("contradicts", "contredit"),
    "cannot": ("cannot be computed", "ne se calcule pas"),
}


def text(found: Sequence[Finding], language: Language = "en") -> str:
    """The findings to read, the count last."""
    lines = [line for f in found for line in _lines(f, language)]
    counts = Counter(f.verdict for f in found)
    at = 0 if language == "en" else 1
    return "\n".join([*lines, "", ", ".join(f"{WORD[v][at]}: {counts[v]}" for v in WORD)])


def _lines(f: Finding, language: Language) -> list[str]:
    told = plain_finding(f, language)
    head = f"{MARK[f.verdict]} {f.claim}: {WORD[f.verdict][0 if language == 'en' else 1]}"
    lines = [head, *(f"    {why}" for why in told["why"])]
    if told["nearest_true"]:
        lines.append(f"    {'true' if language == 'en' else 'vrai'}: {told['nearest_true']}")
    if f.measured:
        lines.append(f"    [{'; '.join(v.said(language) for v in f.measured.vintages)}; {told['rule']}]")
    return lines


def check_claims(db: sqlite3.Connection, claims: str, said: date | None, as_known: date | None) -> list[Finding]:
    """A sentence, the rows of a CSV file, or either from stdin ("-"), against a store as known on a day (None: all of it).

    raises  NothingKnown, OSError, ValueError
    """
    on = as_known or LATEST
    at_hand = evidence(db, on)
    day = said or newest(need_daily(db, on))
    text = claims
    if claims == "-" or claims.lower().endswith(".csv"):
        text = sys.stdin.read() if claims == "-" else Path(claims).read_text("utf-8-sig")
    table = claims.lower().endswith(".csv") or _is_table(text)
    return check_table(text, at_hand, day) if table else check_sentence(text, at_hand, day)


def _is_table(text: str) -> bool:
    """Whether a text begins with the header of a table of claims."""
    names = {name.strip().lower() for name in text.partition("\n")[0].split(",")}
    return bool(names & {*STATEMENT}) and bool(names & {*QUOTED})
