"""What an officer must know of a report before relying on it, beside it on the page: what is odd, and what fusion noted."""

from varne.fusion.associate import Proposal
from varne.fusion.oddities import odd
from varne.fusion.report import Report
from varne.fusion.sentences import DOUBTS as SENTENCES
from varne.record.incident import Night
from varne.words import Words

__all__ = ["SENTENCES", "doubts"]


def doubts(r: Report, night: Night, proposal: Proposal) -> list[Words]:
    """Words about one report, worst first; empty when nothing is odd."""
    own = odd(r, [x.report for x in night.reports.values()], proposal)
    return [*own, *(w for w in proposal.notes if r.id in (w.args.get("copy"), w.args.get("report")) and "decided" not in w.key)]
