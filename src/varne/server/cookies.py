"""The cookies of a node: the session, what makes a browser known, and what the way back from a provider must bring."""

from starlette.responses import Response

from varne.access.entry import SignedIn
from varne.server.gate import People

DEVICE_KEPT = 180 * 86_400
"""Seconds for which a browser stays known."""


def device(people: People) -> str:
    """Name of the cookie by which a browser is known."""
    return people.cookie + "-device"


def state(people: People) -> str:
    """Name of the cookie that binds the way back from a provider to the browser that went there."""
    return people.cookie + "-state"


def give_session(answer: Response, people: People, token: str) -> Response:
    """The answer, with a session's token."""
    _give(answer, people, people.cookie, token, int(people.limits.length))
    return answer


def give_both(answer: Response, people: People, done: SignedIn) -> Response:
    """The answer to who signed in with a password: the session, and that this browser is known from now on."""
    _give(answer, people, device(people), done.device, DEVICE_KEPT)
    return give_session(answer, people, done.token)


def take_session(answer: Response, people: People) -> None:
    """Take the session's token away again."""
    answer.delete_cookie(people.cookie, path="/", secure=people.secure, httponly=True, samesite="strict")


def give_state(answer: Response, people: People, value: str, seconds: float) -> None:
    """Lax: the provider sends the browser back from another site, and Strict would leave this cookie at home."""
    answer.set_cookie(state(people), value, int(seconds), path="/", secure=people.secure, httponly=True, samesite="lax")


def take_state(answer: Response, people: People) -> None:
    """Take it away again."""
    answer.delete_cookie(state(people), path="/", secure=people.secure, httponly=True, samesite="lax")


def _give(answer: Response, people: People, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(name, value, seconds, path="/", secure=people.secure, httponly=True, samesite="strict")
