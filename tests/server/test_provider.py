"""Signing in at an OpenID provider that the test runs: the whole way, and every way in which it must not work."""

from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey
from openid import CLIENT, SECRET, Running
from starlette.testclient import TestClient

from varne.access import accounts, journal, sessions
from varne.access.store import Store
from varne.config import Config
from varne.record.log import Log
from varne.sea.tides import dover_strait
from varne.server import provider as module
from varne.server.app import Node, create_app
from varne.server.desk import Desk
from varne.server.gate import People
from varne.server.intake import utc_now
from varne.server.live import Hub
from varne.server.provider import KEPT, NotIdentified, Provider

BACK = "http://testserver/api/session/provider/done"


@pytest.fixture(scope="module")
def running():
    with Running() as provider:
        yield provider


@pytest.fixture
def openid(running):
    running.bend, running.subject = {}, "officer-17"
    return running


@pytest.fixture
def store(tmp_path, openid):
    with Store(tmp_path) as opened:
        accounts.add(opened, "anna", ["watch officer"], None, 0.0, identity=(openid.issuer, "officer-17"))
        yield opened


@pytest.fixture
def client(tmp_path, store, openid):
    provider = Provider(openid.issuer, CLIENT, SECRET, BACK)
    with Log.open(tmp_path / "live.varne", origin="dover") as log:
        desk = Desk(log.read, Config(states=300), dover_strait(), None)
        node = Node(log, desk, Hub(), None, "dover", People(store, provider=provider))
        with TestClient(create_app(node), follow_redirects=False) as opened:
            yield opened


def at_provider(client):
    """The browser goes to the provider and is sent back; returns the way back into the node."""
    away = client.get("/api/session/provider")
    assert away.status_code == 303
    back = httpx2.get(away.headers["location"])
    assert back.status_code == 303
    url = urlsplit(back.headers["location"])
    return f"{url.path}?{url.query}"


def last(store):
    return journal.entries(store)[-1]


def test_the_whole_way(client, store):
    answer = client.get(at_provider(client))
    assert answer.status_code == 200
    assert 'content="0;url=/"' in answer.text
    told = client.get("/api/session").json()
    assert (told["login"], told["standing"], told["by_password"], told["provider"]) == ("anna", "open", False, True)
    assert client.get("/api/picture").status_code == 200
    assert last(store).what == "signed in"


def test_what_is_asked_of_the_provider_carries_state_nonce_and_challenge(client):
    asked = parse_qs(urlsplit(client.get("/api/session/provider").headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid"]
    assert min(len(asked[name][0]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert SECRET not in str(asked)


def test_the_state_cookie_comes_back_from_another_site_and_the_sessions_does_not(client):
    away = client.get("/api/session/provider")
    (state,) = away.headers.get_list("set-cookie")
    assert "samesite=lax" in state.lower()
    assert "httponly" in state.lower()
    done = client.get(at_provider(client))
    session = next(c for c in done.headers.get_list("set-cookie") if c.startswith("varne="))
    assert "samesite=strict" in session.lower()


def refused(client, answer):
    assert (answer.status_code, answer.headers["location"]) == (303, "/login.html?why=provider")
    assert client.get("/api/session").json()["standing"] == "none"
    return True


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"iss": "https://evil.example"},
        {"exp": 1_000_000_000},
        {"iat": 9_999_999_999},
        {"sub": None},
    ],
)
def test_a_token_with_other_claims_signs_nobody_in(client, store, openid, claims):
    openid.bend = {"claims": claims}
    assert refused(client, client.get(at_provider(client)))
    assert last(store).what == "sign-in refused"
    assert last(store).detail.startswith("provider: ")


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}])
def test_a_token_that_the_providers_key_did_not_sign_signs_nobody_in(client, store, openid, header):
    openid.bend = {"header": header}
    assert refused(client, client.get(at_provider(client)))


def test_nor_one_of_another_key(client, store, openid):
    openid.bend = {"key": RSAKey.generate_key(2048, {"kid": "k1"})}
    assert refused(client, client.get(at_provider(client)))


def test_somebody_without_an_account_here_stays_outside(client, store, openid):
    openid.subject = "officer-99"
    assert refused(client, client.get(at_provider(client)))
    assert last(store).detail == "provider: no account has this identity"


def test_an_account_that_was_removed_stays_outside(client, store):
    accounts.remove(store, "anna", utc_now().timestamp())
    assert refused(client, client.get(at_provider(client)))


def test_another_browsers_way_back_signs_nobody_in(client, store):
    """Login CSRF: the address that brought an attacker in is opened in somebody else's browser."""
    back = at_provider(client)
    client.cookies.clear()
    assert refused(client, client.get(back))


def test_a_way_back_works_once(client):
    back = at_provider(client)
    assert client.get(back).status_code == 200
    client.cookies.delete("varne")
    assert refused(client, client.get(back))


@pytest.mark.parametrize("query", ["", "?code=x", "?error=access_denied&state=s", "?code=x&state=s", "?state="])
def test_a_way_back_that_is_none_signs_nobody_in(client, query):
    assert refused(client, client.get(f"/api/session/provider/done{query}"))


def test_a_provider_that_says_it_is_another_is_not_believed(client, openid):
    openid.bend = {"issuer": "https://evil.example"}
    assert refused(client, client.get("/api/session/provider"))


def test_too_late_is_refused_and_many_who_begin_do_not_fill_the_memory(openid, monkeypatch):
    provider = Provider(openid.issuer, CLIENT, SECRET, BACK)
    _, state = provider.begin(1000.0)
    with pytest.raises(NotIdentified, match="too old"):
        provider.finish(f"{BACK}?code=x&state={state}", state, 1000.0 + KEPT)
    monkeypatch.setattr(Provider, "_metadata", lambda self, client: {"authorization_endpoint": "https://idp.example/a"})
    monkeypatch.setattr(module, "MOST", 5)
    states = [provider.begin(2000.0 + k)[1] for k in range(8)]
    assert list(provider._asked) == states[-5:]


def test_when_the_provider_is_down_local_accounts_sign_in(tmp_path):
    provider = Provider("http://127.0.0.1:9", CLIENT, SECRET, BACK)
    with Store(tmp_path) as store, Log.open(tmp_path / "live.varne", origin="dover") as log:
        martin = accounts.add(store, "martin", ["watch officer"], "three grey seals at low water", 0.0)
        desk = Desk(log.read, Config(states=300), dover_strait(), None)
        node = Node(log, desk, Hub(), None, "dover", People(store, provider=provider))
        with TestClient(create_app(node), follow_redirects=False) as client:
            assert refused(client, client.get("/api/session/provider"))
            client.cookies.set("varne", sessions.begin(store, martin, "a", utc_now().timestamp()))
            assert client.get("/api/picture").status_code == 200


@pytest.mark.parametrize("issuer", ["http://idp.example", "ftp://idp.example", "idp.example"])
def test_a_provider_without_tls_is_refused(issuer):
    with pytest.raises(ValueError, match="https://"):
        Provider(issuer, CLIENT, SECRET, BACK)


def test_the_secret_is_in_no_repr(openid):
    assert SECRET not in repr(Provider(openid.issuer, CLIENT, SECRET, BACK))
