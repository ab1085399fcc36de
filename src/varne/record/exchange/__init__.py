"""Two centres bring each other up to date over a link that breaks: each pulls the other's signed chains, and judges them.

`judging` says what a page of rows means (pure), `taking` writes it, `serving` answers, `asking` asks by HTTP with signed
requests, `pulling` is one round, `rejoining` the start of a node, `witnessing` signs the other's ends.
"""

from varne.record.exchange.asking import Asking, Peer, trust_of
from varne.record.exchange.judging import Fork, Refused, Trust
from varne.record.exchange.pulling import Asked, Pulled, Unreachable, pull
from varne.record.exchange.rejoining import Rejoined, rejoin
from varne.record.exchange.taking import Taken, take
from varne.record.exchange.witnessing import Witness, bear_witness

__all__ = [
    "Asked",
    "Asking",
    "Fork",
    "Peer",
    "Pulled",
    "Refused",
    "Rejoined",
    "Taken",
    "Trust",
    "Unreachable",
    "Witness",
    "bear_witness",
    "pull",
    "rejoin",
    "take",
    "trust_of",
]
