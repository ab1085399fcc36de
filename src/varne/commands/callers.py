"""`varne callers`: agreeing with the other centre on the key of callers, and how it stands."""

from varne.config import home
from varne.privacy.keyring import Keyring
from varne.privacy.ratchet import fingerprint


def keyring() -> Keyring:
    """This machine's keys; nothing here forgets any, so how long they are kept does not matter."""
    return Keyring(home())


def status() -> str:
    """Of which night the key is, whose, and how many nights' numbers can still be read."""
    ring = keyring().peek()
    if ring is None:
        return "no key yet; the first number that comes makes one of this centre alone, varne callers offer one of both"
    alone = "of this centre alone; varne callers offer begins an agreement"
    whose = f"agreed with the other centre, fingerprint of that night {fingerprint(ring.current)}" if ring.agreed else alone
    return f"night of {ring.night}, {whose}; numbers of {len(ring.opens)} nights can be read"
