"""Two nodes without a network: each holds its log and asks the other directly, or through a link that loses things."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from varne.record.events import Note
from varne.record.exchange import Peer, Unreachable, pull, trust_of
from varne.record.exchange.serving import Reader, heads_for, heads_of, page_for
from varne.record.keys import Identity
from varne.record.log import Log

NIGHT = datetime(2021, 11, 24, 2, 1, tzinfo=UTC)
KEYS = {name: Identity.from_seed(name.encode().ljust(32, b"-")) for name in ("dover", "gris-nez", "stranger", "spare")}


def as_peer(name, partner=False):
    return Peer(name, KEYS[name].public, None, partner)


@dataclass
class Direct:
    """Asks a log without a network, as the routes would answer; spoil changes the bytes of each page on the way."""

    log: Log
    reader: Reader
    spoil: object = staticmethod(lambda body: body)
    up: bool = True
    asked: list = field(default_factory=list)

    def heads(self):
        if not self.up:
            raise Unreachable("the link is cut")
        return heads_of(msgspec.json.encode(heads_for(self.log, self.reader, round(datetime.now(UTC).timestamp() * 1000))))

    def page(self, chain, after, to):
        self.asked.append((chain, after))
        body = page_for(self.log, self.reader, chain, after, to)
        if body is None or not self.up:
            raise Unreachable("no such chain")
        return self.spoil(body)


def opened(path, name, **rest):
    return Log.open(path, origin=name, identity=KEYS[name], **rest)


def fetch(log, other, spoil=lambda body: body, **rest):
    """One round of a log with another."""
    asked = Direct(other, Reader(log.origin), spoil)
    return pull(log, other.origin, asked, trust_of(log, (as_peer(other.origin),)), **rest)


def say(log, *texts, **rest):
    return [log.append(Note(text=text), key=text, **rest) for text in texts]


def texts(log):
    """What a log holds: the words of its notes, sorted."""
    return sorted(s.event.text for s in log.read() if isinstance(s.event, Note))


def same(one, other):
    """Whether two logs hold the same events."""
    return {s.id for s in one.read()} == {s.id for s in other.read()}
