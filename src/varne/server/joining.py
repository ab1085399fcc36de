"""Joining the other nodes at a start: what this node may have lost is fetched back before anything is recorded here.

Meanwhile it answers what the others ask of its record. Else two nodes that start at once would wait for each other in vain, and
each would go on in a new incarnation.
"""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from starlette.applications import Starlette

from varne.record.exchange import Peer, Rejoined, Trust
from varne.record.log import Log
from varne.server.exchange import Answering, routes
from varne.server.link import Links
from varne.server.live import Hub
from varne.server.serving import served


@contextmanager
def joined(
    log: Log, peers: Sequence[Peer], trust: Trust, sock: socket.socket, hub: Hub, say: Callable[[str], None]
) -> Iterator[Links | None]:
    """The links to other nodes, which are asked from now on; None where there are none.

    sock  on which this node listens
    say   told how it came back
    """
    if not peers:
        yield None
        return
    links = Links(log, peers, trust, arrived=hub.poke_soon, told=hub.poke_soon)
    with served(Starlette(routes=routes(Answering(log, peers, heard=links.heard))), sock):
        say(came_back(links.rejoin()))
    links.start()
    try:
        yield links
    finally:
        links.stop()


def came_back(how: Rejoined) -> str:
    """What a start found out about the end of this node's own chains, in words.

    >>> came_back(Rejoined(0, None, ()))
    'our record ends where the other node says'
    """
    silent = "; ".join(how.silent)
    if how.incarnation and how.fetched:
        return (
            f"{how.fetched} events of our own came back from another node; of what we wrote for partners nobody can say where "
            f"it ended, so our record goes on in {how.incarnation}"
        )
    if how.incarnation:
        return f"no other node could be asked where our record ends, so it goes on in {how.incarnation} ({silent})"
    if how.fetched:
        return f"{how.fetched} events of our own came back from another node"
    return f"the link is not there yet ({silent})" if silent else "our record ends where the other node says"
