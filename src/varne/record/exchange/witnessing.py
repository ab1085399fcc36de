"""Bearing witness: now and then a node records, in its own signed chain, how far it holds the other's.

From then on the other cannot rewrite what came before alone, and a log that lost its end is known for it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from varne.record.chain import Stored, submission
from varne.record.clock import EPOCH
from varne.record.events import HeadWitnessed
from varne.record.log.appending import Log

EVERY = timedelta(minutes=1)


@dataclass(slots=True)
class Witness:
    """How far this node has looked for what it could bear witness to, and when it last did."""

    pos: int = 0
    when: datetime = EPOCH


def bear_witness(log: Log, witness: Witness, now: datetime | None = None) -> tuple[Stored, ...]:
    """Record where the others' chains end here, for those that have grown; at most once a minute.

    witness  kept by the caller between calls; moved on here
    returns  what was recorded. A chain that grew only by witnesses of its own is passed over, or two idle nodes would go
             on for ever witnessing each other's witness
    """
    now = now or datetime.now(UTC)
    if now - witness.when < EVERY:
        return ()
    news = list(log.read(witness.pos))
    grown = {s.chain for s in news if s.origin != log.origin and not isinstance(s.event, HeadWitnessed)}
    witness.pos, witness.when = (news[-1].pos if news else witness.pos), now
    return tuple(_recorded(log, chain, now) for chain in sorted(grown))


def _recorded(log: Log, chain: str, now: datetime) -> Stored:
    head = log.head(chain)
    said = HeadWitnessed(chain=chain, number=head.seq, head=head.id)
    item = submission(said, f"witness/{chain}/{head.id}", now)
    return log.do(lambda tables: log.store_item(tables, item))
