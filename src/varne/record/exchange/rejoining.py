"""Coming back: a node never goes on writing before it knows where its own chains end.

Whoever starts may have been restored from a backup of last night, and cannot tell. The other node can: it holds what it
was told since. So at every start this node first fetches its own chains back; where no other node can be reached it goes
on in a new incarnation, under chain names that it has never used, and takes its old chains back when the link is there.
So it does when it had lost something and writes for partners, of whose chains no centre can tell the end.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from varne.record.exchange.judging import Trust
from varne.record.exchange.pulling import Asked, Unreachable, pull
from varne.record.log.appending import Log
from varne.record.name import PARTNER, parse_chain


@dataclass(frozen=True, slots=True)
class Rejoined:
    """How this node came back.

    fetched      events of its own that others handed back
    incarnation  the joint chain that it goes on in, when a new one had to be begun; None when it simply goes on
    silent       why each node that was asked did not answer
    """

    fetched: int
    incarnation: str | None
    silent: tuple[str, ...]


def rejoin(log: Log, others: Sequence[tuple[str, Asked]], trust: Trust) -> Rejoined:
    """Make sure where this node's chains end, before the first event of this start is recorded.

    Then all the rest is fetched too: to have accepted a boat means nothing to a node that does not know the offer yet.

    others  the centres that may hold them: name, and how it is asked; a node without others simply goes on
    """
    fetched, silent = 0, list[str]()
    for name, asked in others:
        try:
            fetched += pull(log, name, asked, trust, wanted=lambda chain: parse_chain(chain).node == log.origin).accepted
        except Unreachable as error:
            silent.append(str(error))
        else:
            with suppress(Unreachable):  # the link broke now: whoever asks from here on goes on with it
                pull(log, name, asked, trust)
    alone = bool(others) and len(silent) == len(others) and log.position() > 0
    unknown = fetched > 0 and any(parse_chain(chain).audience.startswith(PARTNER) for chain in log.heads())
    return Rejoined(fetched, log.renew() if alone or unknown else None, tuple(silent))
