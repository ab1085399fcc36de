"""Starting a node: a replay of a case, or a live centre. Everything on 127.0.0.1."""

import hashlib
import logging
import os
import socket
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from varne.access import accounts, journal
from varne.access.sessions import Limits
from varne.access.store import Store
from varne.cases.case import Case, Entry
from varne.config import AccessLine, Config, home
from varne.fusion import associate
from varne.fusion.report import Report
from varne.privacy.callers import Callers
from varne.privacy.keyring import Keyring
from varne.readers.lanes import lanes_of
from varne.record.events import encode
from varne.record.exchange import trust_of
from varne.record.log import Log
from varne.record.log.sqlite import VERSION
from varne.server.app import Node, create_app
from varne.server.desk import Desk
from varne.server.exchange import identity_of, log_place, peers_of
from varne.server.gate import People
from varne.server.intake import take_sensed, utc_now
from varne.server.joining import joined
from varne.server.live import Hub
from varne.server.lookout import Lookout
from varne.server.provider import Provider
from varne.server.renewing import DAY, fields_of, renewing
from varne.server.serving import server_of

Say = Callable[[str], None]
PATIENCE = 3.0
"""Seconds after which somebody who waits is told what for."""
FORGET = 300.0
"""Seconds between two looks at the keys of callers."""


class PortTaken(Exception):
    """Somebody listens on the port already."""


def listen(port: int) -> socket.socket:
    """A socket on 127.0.0.1; port 0 takes any free one.

    raises  PortTaken with what to do
    """
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        why = f"port {port} cannot be used ({error.strerror}); give another with --port, or --port 0 for any free one"
        raise PortTaken(why) from error


def replay(case: Case, config: Config, port: int, browser: bool, say: Say) -> None:
    """Record a case in a log of its own and serve it until stopped."""
    with listen(port) as sock, Log.open(_case_log(case, say), origin=f"replay {case.name}") as log:
        for entry in case.entries:
            log.append(entry.event, key=entry.key, at=entry.at)
        say(f"{case.title['en']}: {case.label}, {len(case.entries)} events")
        desk = _desk(log, config, case.start.timestamp(), case.end.timestamp())
        _compiled(say)
        threading.Thread(target=_look_ahead, args=(desk, case), name="look ahead", daemon=True).start()
        _serve(Node(log, desk, Hub(), case, config.centre), sock, browser, say)


def serve(config: Config, say: Say) -> None:
    """Serve one centre's log until stopped.

    raises  LogDamaged when the log does not verify; PortTaken; ValueError or FileNotFoundError for current and wind
    """
    place = log_place(config)
    home().mkdir(parents=True, exist_ok=True)
    identity = identity_of(config)
    with listen(config.port) as sock, Log.open(place, origin=config.centre, identity=identity) as log, Store(home()) as store:
        say(f"{config.centre}: {log.name}, {log.position()} events")
        _log_the_door(say)
        if not accounts.any_yet(store):
            say("no accounts yet: whoever reaches this machine's port can see and decide; varne people add makes the first")
        now, hub = time.time(), Hub()
        desk = _desk(log, config, now, now + DAY, live=True)
        people = people_of(config, store, sock.getsockname()[1])
        peers = peers_of(config)
        trust = trust_of(log, peers, [bytes.fromhex(key) for key in config.former_keys])
        _compiled(say)
        with (
            joined(log, peers, trust, sock, hub, say) as links,
            _listening(config, log, hub, say) as lookout,
            renewing(desk, config, say),
        ):
            node = Node(log, desk, hub, None, config.centre, people, lookout, peers, links, _forgetting(callers_of(config)))
            _serve(node, sock, False, say)


@contextmanager
def _listening(config: Config, log: Log, hub: Hub, say: Say) -> Iterator[Lookout | None]:
    """The node's sensors, listened to meanwhile; None where it has none.

    raises  ValueError for a feed whose source is of no kind
    """
    if not config.feeds:
        yield None
        return

    def take(report: Report) -> str:
        refused = take_sensed(log, report, utc_now())
        hub.poke_soon()
        return refused

    lookout = Lookout(config.feeds, config.centre, take, hub.stir)
    say(f"listening to {', '.join(f'{f.name} ({f.source})' for f in config.feeds)}")
    lookout.start()
    try:
        yield lookout
    finally:
        lookout.stop()


def _log_the_door(say: Say) -> None:
    """What happens at the door also goes to stderr, a line of JSON each, for the machine's own journal (docs/security.md)."""

    class Said(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            say(record.getMessage())

    journal.LOGGER.setLevel(logging.INFO)
    journal.LOGGER.handlers = [Said()]


def people_of(config: Config, store: Store, port: int) -> People:
    """Who may use the node, by its configuration and its accounts.

    raises  ValueError for an OpenID provider without TLS or without the extra oidc; FileNotFoundError for its secret
    """
    asked = config.access
    limits = Limits(60.0 * asked.idle_minutes, 3600.0 * asked.watch_hours)
    return People(store, limits, asked.public, _provider(asked, port) if asked.issuer else None)


def callers_of(config: Config) -> Callers:
    """What the node does with telephone numbers, by its configuration and its keys."""
    asked = config.privacy
    return Callers(Keyring(home(), timedelta(hours=asked.number_hours)), asked.country)


def _forgetting(callers: Callers) -> Callers:
    """The same, its keys looked after from now on: what has expired is erased also while nobody calls."""

    def forget() -> None:
        while True:
            with suppress(OSError, ValueError):  # a disk that is full or a file that is broken is told when a number comes
                callers.keyring.at(utc_now())
            time.sleep(FORGET)

    threading.Thread(target=forget, name="forget keys", daemon=True).start()
    return callers


def _provider(asked: AccessLine, port: int) -> Provider:
    if find_spec("authlib") is None:
        raise ValueError("an OpenID provider needs the extra oidc (authlib is not installed): pip install 'varne[oidc]'")
    secret = Path(asked.secret_file).read_text("utf-8").strip() if asked.secret_file else None
    returns = f"{asked.public or f'http://127.0.0.1:{port}'}/api/session/provider/done"
    return Provider(str(asked.issuer), asked.client, secret, returns)


def _look_ahead(desk: Desk, case: Case) -> None:
    """Make what is costly for every moment of the night, in order, while the page is being looked at."""
    for when in dict.fromkeys(e.at for e in case.entries):
        desk.look_ahead(when)


def _desk(log: Log, config: Config, start: float, end: float, *, live: bool = False) -> Desk:
    return Desk(log.read, config, *fields_of(config, start, end), live=live, lanes=lanes_of(config.lanes))


def _case_log(case: Case, say: Say) -> Path:
    """One log for each content of a case, so that a new version of it never meets an old log."""
    name = f"{case.name}-{_digest(case.entries)}.varne"
    for folder in (home() / "demo", Path(tempfile.gettempdir()) / f"varne-{os.getpid()}"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / ".writable").touch()
        except OSError as error:
            say(f"{folder} cannot be written ({error.strerror}); set VARNE_HOME to a folder that can")
        else:
            return folder / name
    raise PermissionError("no folder to keep the replay's log in; set VARNE_HOME to one that can be written")


def _digest(entries: tuple[Entry, ...]) -> str:
    content = hashlib.sha256(f"log {VERSION} ".encode())
    for e in entries:
        content.update(f"{e.at.isoformat()} {e.key} ".encode() + encode(e.event))
    return content.hexdigest()[:12]


def _compiled(say: Say) -> None:
    """Compile fusion before the first request comes, which happens once on a machine."""
    telling = threading.Timer(PATIENCE, say, ["compiling for this machine, which happens once: about half a minute"])
    telling.start()
    associate.warm()
    telling.cancel()


def _serve(node: Node, sock: socket.socket, browser: bool, say: Say) -> None:
    address = f"http://127.0.0.1:{sock.getsockname()[1]}/"
    say(f"open {address}  (Ctrl-C stops; nothing that was recorded is lost)")
    if browser and not _opened(address):
        say("no browser was found: open the address above in one")
    server_of(create_app(node)).run(sockets=[sock])


def _opened(address: str) -> bool:
    graphical = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(graphical) and webbrowser.open(address)
