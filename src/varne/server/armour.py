"""What protects every answer and every request, whatever the route: headers, and the size of what comes in."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from varne.server.answers import problem

LARGEST_BODY = 64 * 1024
HEADERS = {
    "content-security-policy": "default-src 'self'; object-src 'none'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HSTS = {"strict-transport-security": "max-age=31536000; includeSubDomains"}


class WithHeaders:
    """Adds the security headers to every answer; public is the address by which a TLS proxy serves the node."""

    def __init__(self, app: ASGIApp, public: str | None = None) -> None:
        self.app = app
        headers = HEADERS | (HSTS if urlsplit(public or "").scheme == "https" else {})
        self.headers = [(k.encode(), v.encode()) for k, v in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.headers]
            await send(message)

        await self.app(scope, receive, with_headers)


async def crashed(request: Request, error: Exception) -> Response:
    """The answer where a route failed: that it failed, and nothing of what is inside."""
    answer = problem(
        500, "node", "", "something failed here; what was sent may not be recorded", "send it again with the same id"
    )
    answer.headers.update(HEADERS)
    return answer


class TooLarge(Exception):
    """More came in than the route takes."""


def within(request: Request, largest: int) -> Receive:
    """The request's bytes, refused as soon as they are too many: what is not read needs no memory.

    raises  TooLarge, from the receiver, or at once when the request says its length
    """
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said) > largest:
        raise TooLarge(f"{said} bytes are more than {largest}")
    came = 0

    async def receive() -> Message:
        nonlocal came
        message = await request.receive()
        came += len(message.get("body", b""))
        if came > largest:
            raise TooLarge(f"more than {largest} bytes")
        return message

    return receive
