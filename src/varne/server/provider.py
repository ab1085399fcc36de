"""Signing in at an OpenID provider: authorization code with PKCE, state bound to the browser, nonce, an issuer's own keys.

The protocol is Authlib's (extra `oidc`); here stands only what it leaves to the program. The provider says who somebody
is; what they may do is this node's own (`varne people add --identity`). When the provider is down, local accounts sign in.
"""

import secrets
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
"""Signed by the provider's private key; never `none`, never a shared secret (RFC 8725, 3.1)."""
KEPT = 600.0
"""Seconds somebody has for signing in there."""
MOST = 1000


class NotIdentified(Exception):
    """The provider, or what came back, does not say who this is; the message is for the journal."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the provider for one browser."""

    nonce: str
    verifier: str
    began: float


@dataclass(slots=True)
class Provider:
    """One provider.

    issuer    its address, as in the `iss` of its tokens;  client, secret: this node's id there; secret None for a public client
    returns   the address to which it sends browsers back: .../api/session/provider/done
    """

    issuer: str
    client: str
    secret: str | None = field(repr=False)
    returns: str
    _asked: dict[str, Asked] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        if not self.issuer.startswith(("https://", "http://127.0.0.1:")):
            raise ValueError(f"issuer {self.issuer}: give an address that begins with https://")

    def begin(self, now: float) -> tuple[str, str]:
        """Where to send a browser, and the state that it must bring back.

        raises  NotIdentified when the provider does not answer
        """
        state, asked = secrets.token_urlsafe(32), Asked(secrets.token_urlsafe(32), secrets.token_urlsafe(48), now)
        with self._lock:
            self._asked = {s: a for s, a in self._asked.items() if now - a.began < KEPT}
            while len(self._asked) >= MOST:
                del self._asked[next(iter(self._asked))]
            self._asked[state] = asked
        with self._client() as client:
            where = self._metadata(client)["authorization_endpoint"]
            url, _ = client.create_authorization_url(where, state=state, code_verifier=asked.verifier, nonce=asked.nonce)
        return str(url), state

    def finish(self, url: str, state: str, now: float) -> str:
        """The subject whom the provider identified.

        url      with which the browser came back;  state: what the browser had kept
        raises   NotIdentified: a state that is not this browser's, is too old or was used; a token that does not verify
        """
        with self._lock:
            asked = self._asked.pop(state, None)
        if asked is None or now - asked.began >= KEPT:
            raise NotIdentified("state unknown, used or too old")
        try:
            return self._subject(url, state, asked, now)
        except NotIdentified:
            raise
        except Exception as error:  # whatever the library or the provider does, nobody is signed in
            raise NotIdentified(f"{type(error).__name__}: {error}"[:200]) from error

    def _subject(self, url: str, state: str, asked: Asked, now: float) -> str:
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.jwk import KeySet
        from joserfc.jws import JWSRegistry

        with self._client() as client:
            metadata = self._metadata(client)
            token = client.fetch_token(
                metadata["token_endpoint"], authorization_response=url, state=state, code_verifier=asked.verifier
            )
            keys = KeySet.import_key_set(_json(client, metadata["jwks_uri"]))
        read = jwt.decode(token["id_token"], keys, registry=JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False))
        must = {"iss": {"essential": True, "values": [self.issuer]}, "aud": {"essential": True, "values": [self.client]}}
        known = {"nonce": asked.nonce, "client_id": self.client, "access_token": token.get("access_token")}
        claims = CodeIDToken(read.claims, read.header, must, known)
        claims.validate(int(now), leeway=60)
        return str(claims["sub"])

    def _metadata(self, client: Any) -> dict[str, Any]:
        """What the provider says of itself; it must be the issuer that was asked (OpenID Connect Discovery, 4.3)."""
        try:
            metadata = _json(client, f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        except Exception as error:  # a provider that is down is no fault of the node
            raise NotIdentified(f"{self.issuer} does not answer: {type(error).__name__}") from error
        if metadata.get("issuer") != self.issuer:
            raise NotIdentified(f"{self.issuer} says that it is {metadata.get('issuer')}")
        return dict(metadata)

    def _client(self) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        method = "client_secret_basic" if self.secret else "none"
        options = {"scope": "openid", "redirect_uri": self.returns, "code_challenge_method": "S256", "timeout": 10.0}
        return OAuth2Client(self.client, self.secret, method, **options)


def _json(client: Any, url: str) -> Any:
    return client.request("GET", url, withhold_token=True).raise_for_status().json()
