"""How long somebody who guesses must wait; never so long that an officer cannot get in at three in the morning.

Counted by login and device: a browser from which this login has signed in before has a count of its own, so that strangers
who keep an account busy do not lock its owner out (OWASP, Device Cookies). Only signing in is throttled. Handing in a
report never is.
"""

FREE = 5
LONGEST = 60.0
FORGOTTEN = 3600.0
"""Seconds after the last failure when the count begins anew."""


def wait(failures: int, since_last: float) -> float:
    """Seconds until the next try is taken, 0 when it is taken now.

    failures    so far without success;  since_last: seconds since the latest of them

    >>> [wait(n, 0.0) for n in (0, 4, 5, 6, 9, 50)]
    [0.0, 0.0, 2.0, 4.0, 32.0, 60.0]
    >>> wait(6, 3.0)
    1.0
    """
    if failures < FREE or since_last >= FORGOTTEN:
        return 0.0
    return max(0.0, min(2.0 ** (min(failures, 20) - FREE + 1), LONGEST) - max(0.0, since_last))
