"""How many may try a password, or a provider, at the same moment; and what somebody gets whose try did not count."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from varne.access.entry import Refused
from varne.server.answers import problem

P = ParamSpec("P")
T = TypeVar("T")
WAIT = 2.0
"""Seconds to wait where every place is taken."""


class Places:
    """Each try takes a thread, a password 64 MiB, and reports come first.

    Used by the event loop alone. Half of the places are for browsers that are known, so that strangers do not take them all.
    """

    def __init__(self, most: int = 8) -> None:
        self.most, self.now = most, 0

    @contextmanager
    def turn(self, known: bool) -> Iterator[bool]:
        """A place, or False where there is none."""
        if self.now >= (self.most if known else self.most // 2):
            yield False
            return
        self.now += 1
        try:
            yield True
        finally:
            self.now -= 1


PLACES = Places()


async def tried(known: bool, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | Refused:
    """What a try with a password gives, in a thread; that it must wait where every place is taken."""
    with PLACES.turn(known) as mine:
        return await run_in_threadpool(work, *args, **kwargs) if mine else Refused("wait", WAIT)


def refused(done: Refused, why: str, mend: str) -> Response:
    """The answer to a try that was wrong (why and mend in words), or that came too soon."""
    if done.why == "wrong":
        return problem(401, "sign-in", "", why, mend)
    answer = problem(429, "sign-in", "", "too many tries", f"wait {done.seconds:.0f} s", wait_s=round(done.seconds, 1))
    answer.headers["retry-after"] = str(int(done.seconds) + 1)
    return answer
