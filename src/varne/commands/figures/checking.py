"""varne figures check: claims in a sentence or a CSV file against the store, as JSON and as text."""

import csv
import io
import sqlite3
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from varne.crossings.claims.check import Finding, Verdict, check
from varne.crossings.claims.claim import Claim
from varne.crossings.claims.evidence import Evidence
from varne.crossings.claims.rows import Row, claims_of
from varne.crossings.claims.sentence import claims_in
from varne.crossings.measures import newest
from varne.crossings.sentences import Language, rule_in, words
from varne.crossings.sentences import said as in_language
from varne.figures.known import evidence, need_daily
from varne.figures.times import LATEST

STATEMENT, QUOTED, SOURCE = ("statement", "claim"), ("quoted", "value"), ("source", "said", "date")
"""Column names of a table of claims; the first that is there counts."""


def rows_of(text: str) -> list[Row]:
    """The rows of a CSV table of claims.

    raises  ValueError when a column is missing
    """
    reader = csv.DictReader(io.StringIO(text))
    names = {name.strip().lower(): name for name in reader.fieldnames or ()}
    statement, quoted = (_column(names, wanted) for wanted in (STATEMENT, QUOTED))
    source = next((names[n] for n in SOURCE if n in names), "")
    return [Row(r.get(source) or "", r[statement] or "", r[quoted] or "") for r in reader]


def _column(names: dict[str, str], wanted: Sequence[str]) -> str:
    found = next((names[n] for n in wanted if n in names), None)
    if found is None:
        raise ValueError(f"the claims have no column {' or '.join(wanted)}; columns are source, statement, quoted")
    return found


def check_table(text: str, evidence: Evidence, said_on: date) -> list[Finding]:
    """Every claim of a CSV table; a row may lean on the rows of the same source above it."""
    return [_checked(claim, evidence) for claim in claims_of(rows_of(text), said_on)]


def check_sentence(text: str, evidence: Evidence, said_on: date) -> list[Finding]:
    """Every claim of a sentence."""
    return [_checked(claim, evidence) for claim in claims_in(text, said_on)]


def _checked(claim: Claim, evidence: Evidence) -> Finding:
    if claim.asked is None or claim.quoted is None:
        return Finding(claim.text, "cannot", None, (words("why.computed", detail=claim.trouble),), None)
    return check(claim.text, claim.asked, claim.quoted, evidence, claim.said)


def plain(found: Sequence[Finding], language: Language = "en") -> list[dict[str, Any]]:
    """The findings as `--json` prints them; the keys are a contract."""
    return [_plain(f, language) for f in found]


def _plain(f: Finding, language: Language) -> dict[str, Any]:
    m = f.measured
    return {
        "claim": f.claim,
        "verdict": f.verdict,
        "value": None if m is None else round(m.value, 4),
        "series": m.vintages[0].table if m else None,
        "vintage": m.vintages[0].published.isoformat().replace("+00:00", "Z") if m else None,
        "sha256": m.vintages[0].sha if m else None,
        "rule": rule_in(m.rule, language) if m else None,
        "sentence": in_language(m.sentence.key, m.sentence.args, language) if m else None,
        "nearest_true": in_language(f.nearest.key, f.nearest.args, language) if f.nearest else None,
        "why": [in_language(w.key, w.args, language) for w in f.why],
    }


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
    told = _plain(f, language)
    head = f"{MARK[f.verdict]} {f.claim}: {WORD[f.verdict][0 if language == 'en' else 1]}"
    lines = [head, *(f"    {why}" for why in told["why"])]
    if told["nearest_true"]:
        lines.append(f"    {'true' if language == 'en' else 'vrai'}: {told['nearest_true']}")
    if f.measured:
        lines.append(f"    [{'; '.join(str(v) for v in f.measured.vintages)}; {told['rule']}]")
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
