"""`varne log due` and `varne log audit`: what the policy of a node says is to be erased, and everything for an auditor."""

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from varne.access.store import NAME as PEOPLE
from varne.access.store import Store as People
from varne.commands.record import identity
from varne.config import Config, home
from varne.privacy.retention import Due, Policy, due
from varne.record.attachments import forget, named_in
from varne.record.events import Reported
from varne.record.history import History
from varne.record.log import Log, store_at, stored
from varne.record.name import parse_chain
from varne.server.audit import archive


def policy_of(config: Config) -> Policy:
    """The policy in [privacy] of varne.toml."""
    asked = config.privacy
    return Policy(None if asked.keep_days is None else timedelta(days=asked.keep_days), frozenset(asked.hold))


def what_is_due(where: str, config: Config, now: datetime) -> list[Due]:
    """The events of this node in a log that are due to be erased.

    raises  what reading a log does
    """
    events, history = list(stored(where)), History()
    history.take(events)
    chains = {s.chain for s in events if parse_chain(s.chain).node == config.centre}
    return list(due(events, history.night(), policy_of(config), now, chains))


def erase(where: str, config: Config, role: str, found: list[Due]) -> int:
    """Erase them, each with a signed tombstone, and the attachments that came with them; returns how many events."""
    came_with = attachments_of(where, {d.event for d in found})
    with Log.open(where, origin=config.centre, identity=identity(config)) as log:
        for d in found:
            log.erase(d.event, centre=config.centre, role=role, reason=f"policy: {d.reason}")
    forget_all(came_with)
    return len(found)


def attachments_of(where: str, events: Collection[str]) -> frozenset[str]:
    """Hashes of attachments that only these events of a log name: nobody needs them once the events are erased."""
    named: dict[bool, set[str]] = {True: set(), False: set()}
    for s in stored(where):
        if isinstance(s.event, Reported):
            named[s.id in events] |= named_in(s.event.report.text)
    return frozenset(named[True] - named[False])


def forget_all(names: Collection[str]) -> int:
    """Take attachments of this machine away; returns how many there were."""
    return sum(forget(home() / "attachments", name) for name in names)


def audit(where: str, now: datetime, folder: Path | None = None) -> bytes:
    """Everything for an auditor: of a log, and of what happened at this machine's door."""
    folder = folder or home()
    if not (folder / PEOPLE).exists():
        return archive(store_at(where), list(stored(where)), None, now)
    with People(folder) as people:
        return archive(store_at(where), list(stored(where)), people, now)
