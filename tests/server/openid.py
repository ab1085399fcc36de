"""A small OpenID provider that a test runs: discovery, keys, authorize and token, with PKCE and the client's secret checked.

It is as strict as a real one; `bend` lets a test spoil the claims, the header or the key of the next token.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "varne", "between the two of us"


@dataclass
class OpenId:
    """The provider; subject is who is signed in there."""

    port: int = 0
    subject: str = "officer-17"
    bend: dict = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"}))
    codes: dict = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/keys", self.keys),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
            ]
        )

    def discovery(self, request: Request) -> Response:
        ends = {
            f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in (("authorization", "authorize"), ("token", "token"))
        }
        return JSONResponse({"issuer": self.bend.get("issuer", self.issuer), "jwks_uri": f"{self.issuer}/keys", **ends})

    def keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        wanted = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
        if any(asked.get(k) != v for k, v in wanted.items()) or "openid" not in asked.get("scope", "").split():
            return Response("bad request", 400)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}", 303)

    async def token(self, request: Request) -> Response:
        form = await request.form()
        asked = self.codes.pop(form["code"], None)
        given = unquote_plus(base64.b64decode(request.headers.get("authorization", "")[6:]).decode())
        challenge = base64.urlsafe_b64encode(hashlib.sha256(str(form["code_verifier"]).encode()).digest()).rstrip(b"=").decode()
        if asked is None or challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if given != f"{CLIENT}:{SECRET}":
            return JSONResponse({"error": "invalid_client"}, 401)
        return JSONResponse({"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": self.signed(asked)})

    def signed(self, asked: dict) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
        } | self.bend.get("claims", {})  # fmt: skip
        claims = {k: v for k, v in claims.items() if v is not None}
        header = {"alg": "RS256", "kid": "k1"} | self.bend.get("header", {})
        if header["alg"] == "none":
            parts = b'{"alg":"none"}', json.dumps(claims).encode()
            return ".".join([*(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in parts), ""])
        if header["alg"] == "HS256":  # the public key taken for a shared secret
            return jwt.encode(header, claims, OctKey.import_key(self.key.as_pem(private=False)), algorithms=["HS256"])
        return jwt.encode(header, claims, self.bend.get("key", self.key))


class Running:
    """The provider as a server of its own, on any free port."""

    def __init__(self) -> None:
        self.provider = OpenId()
        self.server = uvicorn.Server(uvicorn.Config(self.provider.app(), port=0, log_level="warning", lifespan="off"))
        self.thread = threading.Thread(target=self.server.run)

    def __enter__(self) -> OpenId:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        self.provider.port = self.server.servers[0].sockets[0].getsockname()[1]
        return self.provider

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join()
