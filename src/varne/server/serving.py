"""An application served on a socket that listens already: until it is stopped, or while something else is done."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

GRACE = 2
"""Seconds that open streams get when the node stops."""


def server_of(app: ASGIApp) -> uvicorn.Server:
    """What serves an application, as quietly as a node does."""
    options = uvicorn.Config(
        app,
        log_level="warning",
        timeout_graceful_shutdown=GRACE,
        lifespan="off",
        proxy_headers=False,  # nothing here depends on what a header says of the sender
        server_header=False,
    )
    return uvicorn.Server(options)


@contextmanager
def served(app: ASGIApp, sock: socket.socket) -> Iterator[None]:
    """An application served meanwhile, in a thread of its own; the socket goes on listening afterwards."""
    server = server_of(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock.dup()]}, name="served meanwhile", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
