"""Bringing this node up to date with another: ask where its chains end, fetch what is not held, tell what is odd."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from varne.record.chain import ident
from varne.record.clock import SUSPECT, ms
from varne.record.exchange.judging import Fork, Refused, Trust
from varne.record.exchange.serving import End, Heads
from varne.record.exchange.taking import Taken, take
from varne.record.log.appending import Log
from varne.record.name import INTERNAL, parse_chain

_STEP = 1000


class Unreachable(Exception):
    """Another node could not be asked, or did not answer as it should; says why in words."""


class Asked(Protocol):
    """Another node that can be asked, by HTTP (`asking.Asking`) or directly; both raise Unreachable."""

    def heads(self) -> Heads:
        """What it says of itself."""

    def page(self, chain: str, after: int, to: str) -> bytes:
        """A page of a chain after a place, on the way to the event at which one of its strands ends."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one round with another node brought.

    accepted  new events, on disk;  waiting: chains of which the end is still not here
    forks     found in this round
    behind    events of its own chains that it has lost: it was restored from a backup, and will fetch them here
    skew      seconds by which its wall clock is ahead of ours;  ahead: by which its latest event lies in our future
    refused   what it sent that is not what its node wrote: chain, and why
    unknown   chains of nodes whose key is not known here, which were left alone
    """

    accepted: int
    waiting: int
    forks: tuple[Fork, ...]
    behind: int
    skew: float
    ahead: float
    refused: tuple[tuple[str, Refused], ...]
    unknown: tuple[str, ...]

    @property
    def trouble(self) -> str:
        """What an officer must know although the other node answers, in words; "" when nothing."""
        said = [f"{chain} {r.seq} cannot be taken: {r.why}" for chain, r in self.refused[:1]]
        said += [f"{chain} is left alone: no key is known for its node" for chain in self.unknown]
        said += [f"it has lost {self.behind} events of its own and can fetch them here"] if self.behind else []
        said += [f"an event of it is dated {self.ahead:.0f} s in our future"] if self.ahead * 1000 > SUSPECT else []
        return "; ".join(said)


def _now() -> datetime:
    return datetime.now(UTC)


def _all(chain: str) -> bool:
    return True


def pull(
    log: Log,
    peer: str,
    asked: Asked,
    trust: Trust,
    *,
    wanted: Callable[[str], bool] = _all,
    clock: Callable[[], datetime] = _now,
) -> Pulled:
    """One round: afterwards this node holds all that the other had when it was asked, if nothing broke.

    peer    the other's name
    trust   keys of the nodes whose chains are taken, this node among them (`asking.trust_of`)
    wanted  which chains; all by default
    raises  Unreachable; what was taken before stays
    """
    begun = ms(clock())
    heads = asked.heads()
    ended = ms(clock())
    known = [end for end in heads.heads if _readable(end.chain) and wanted(end.chain)]
    ours = [end for end in known if parse_chain(end.chain).node in trust]
    taken = [(end.chain, t) for end in _missing(log, ours) for t in _strand(log, asked, end, trust, clock)]
    latest = max((t.latest for _, t in taken), default=0)
    return Pulled(
        accepted=sum(t.accepted for _, t in taken),
        waiting=len(_missing(log, ours)) if taken else 0,
        forks=tuple(f for _, t in taken for f in t.forks),
        behind=_behind(log, peer, heads),
        skew=(heads.now - (begun + ended) / 2) / 1000,
        ahead=(latest - ended) / 1000 if latest else 0.0,
        refused=tuple((chain, r) for chain, t in taken for r in t.refused),
        unknown=tuple(sorted({end.chain for end in known} - {end.chain for end in ours})),
    )


def _strand(log: Log, asked: Asked, end: End, trust: Trust, clock: Callable[[], datetime]) -> Iterator[Taken]:
    """Pages until the end of a strand is held: from further back while they do not join on, then forward."""
    after, step = _start(log, end), _STEP
    while _missing(log, [end]):
        taken = take(log, end.chain, asked.page(end.chain, after, end.id), trust, clock())
        yield taken
        if taken.joined > after or taken.accepted:
            after, step = taken.joined, 0
        elif taken.joined:
            return
        elif after and step:
            after, step = max(0, after - step), step * 4
        else:
            return


def _start(log: Log, end: End) -> int:
    with log.store.reading() as tables:
        tips = [head.seq for _, head, _ in tables.tips(end.chain)]
    return max((seq for seq in tips if seq <= end.seq), default=0)


def _missing(log: Log, ends: Sequence[End]) -> list[End]:
    with log.store.reading() as tables:
        return [end for end in ends if tables.by_id(ident(end.id)) is None]


def _behind(log: Log, peer: str, heads: Heads) -> int:
    """How many events of its own chains we hold that it does not."""
    told = {chain: max(e.seq for e in heads.heads if e.chain == chain) for chain in {e.chain for e in heads.heads}}
    held = {chain: head.seq for chain, head in log.heads().items() if parse_chain(chain).node == peer}
    return sum(max(0, seq - told.get(chain, 0)) for chain, seq in held.items())


def _readable(chain: str) -> bool:
    try:
        return parse_chain(chain).audience != INTERNAL
    except ValueError:
        return False
