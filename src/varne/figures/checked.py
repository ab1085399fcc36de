"""Claims against what a store knows: a sentence or a table of them, and the findings as plain values."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from varne.crossings.claims.check import Finding, check
from varne.crossings.claims.claim import Claim
from varne.crossings.claims.evidence import Evidence
from varne.crossings.claims.rows import Row, claims_of
from varne.crossings.claims.sentence import claims_in
from varne.crossings.sentences import Language, rule_in, words
from varne.crossings.sentences import said as in_language

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
    return [plain_finding(f, language) for f in found]


def plain_finding(f: Finding, language: Language) -> dict[str, Any]:
    """One finding as JSON has it."""
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
