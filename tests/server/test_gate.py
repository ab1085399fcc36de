"""Who may come through: every route declares it, every role is tried on every route, and nothing foreign changes anything."""

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from argon2 import PasswordHasher
from starlette.requests import Request
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from browser import until
from varne.access import accounts, entry, journal, passwords, sessions, totp
from varne.access.roles import KIND_NEEDS, PERMISSIONS, ROLES, needs
from varne.access.sessions import Limits
from varne.access.store import Store
from varne.config import Config
from varne.record import events as ev
from varne.record.log import Log
from varne.sea.tides import dover_strait
from varne.server import guessing, live
from varne.server.app import Node, create_app
from varne.server.armour import TooLarge, within
from varne.server.desk import Desk
from varne.server.gate import BY_TOKEN, People
from varne.server.intake import utc_now
from varne.server.live import Hub

PASSWORD = "three grey seals at low water"
SAY = {"X-Varne": "1"}
REPORT = {"id": "r1", "received": "2026-06-20T23:10:00Z", "channel": "pin", "source": "occupant", "lon": 1.6, "lat": 51.05,
          "error_m": 100}  # fmt: skip


@pytest.fixture
def store(tmp_path, monkeypatch):
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", cheap)
    for function in (passwords.hashed, passwords.matches):
        monkeypatch.setattr(function, "__defaults__", (cheap,))
    with Store(tmp_path) as opened:
        yield opened


@pytest.fixture
def app(tmp_path, store):
    config = Config(states=300)
    with Log.open(tmp_path / "live.varne", origin="dover") as log:
        yield create_app(Node(log, Desk(log.read, config, dover_strait(), None), Hub(), None, "dover", People(store)))


@pytest.fixture
def client(app):
    with TestClient(app) as opened:
        yield opened


def person(store, *roles, login="martin"):
    return accounts.add(store, login, roles, PASSWORD, now())


def now():
    return utc_now().timestamp()


def sign_in(client, account, password=PASSWORD):
    body = {"login": account.login, "password": password, "code": totp.code_at(account.totp, now())}
    return client.post("/api/session", json=body, headers=SAY)


def post(client, path, value=None, **headers):
    body = value if isinstance(value, bytes) else json.dumps(value or {})
    return client.post(path, content=body, headers=SAY | {name.replace("_", "-"): value for name, value in headers.items()})


def routes(app):
    return [r for r in app.routes if isinstance(r, Route)]


# every route


def test_every_route_declares_who_may_come(app):
    for route in routes(app):
        who = getattr(route.endpoint, "who", None)
        assert who in (*PERMISSIONS, "anybody", "signed in", "peer"), f"{route.path} does not say who may come"
    assert [m.path for m in app.routes if isinstance(m, Mount)] == [""]  # the page's own files, nothing else


def test_what_anybody_may_do_holds_no_case_content(app):
    open_to_all = {r.path for r in routes(app) if r.endpoint.who == "anybody"}
    assert open_to_all == {f"/api/session{rest}" for rest in ("", "/provider", "/provider/done", "/end", "/lock", "/unlock")}


def test_every_kind_of_event_says_what_it_takes_or_is_the_nodes_own():
    by_node = set(ev.KINDS) - set(KIND_NEEDS)
    assert set(KIND_NEEDS) <= set(ev.KINDS)
    assert by_node == {str(k.__struct_config__.tag) for k in (*ev.BY_NODE, ev.NumberKept, ev.SealedRead)}
    assert {needs(k) for k in by_node} <= {None}


def test_every_permission_is_had_by_somebody_and_no_role_has_all():
    assert {p for role in ROLES.values() for p in role} == set(PERMISSIONS)
    assert all(set(role) < set(PERMISSIONS) for role in ROLES.values())


def test_an_administrator_sees_no_case_and_an_auditor_changes_nothing():
    assert ROLES["administrator"] == {"administer"}
    assert ROLES["auditor"] == {"see", "see features", "audit"}
    assert ROLES["partner"] == {"see own", "report"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says_on_every_route(app, store, role):
    with TestClient(app) as client:
        sign_in(client, person(store, role))
        for route in routes(app):
            who, method = route.endpoint.who, next(iter(route.methods - {"HEAD"}))
            if who not in PERMISSIONS or route.path == "/api/events":
                continue
            answer = client.request(method, route.path, headers=SAY, content=b"{}" if method == "POST" else None)
            assert (answer.status_code == 403) == (who not in ROLES[role]), (role, method, route.path, answer.text)
            assert answer.status_code != 401


def test_nobody_gets_anything_once_there_is_an_account(app, store):
    with TestClient(app) as client:
        assert client.get("/api/picture").status_code == 200
        person(store, "watch officer")
        for route in routes(app):
            who, method = route.endpoint.who, next(iter(route.methods - {"HEAD"}))
            if who == "anybody":
                continue
            answer = client.request(method, route.path, headers=SAY, content=b"{}" if method == "POST" else None)
            if who == "peer":
                assert answer.status_code == 401, f"{route.path} answers a node that has not signed"
                continue
            assert (answer.status_code, answer.json()["session"]) == (401, "none"), route.path
            assert answer.json()["problem"]["mend"]


def test_without_accounts_the_node_is_open_and_says_so(client):
    told = client.get("/api/session").json()
    assert told["open"] is True
    assert told["permissions"] == list(PERMISSIONS)
    assert post(client, "/api/reports", REPORT).status_code == 201
    assert post(client, "/api/session", {"login": "a", "password": "b", "code": "c"}).status_code == 409


def test_the_last_account_removed_leaves_the_node_closed(client, store):
    person(store, "watch officer")
    accounts.remove(store, "martin", now())
    assert client.get("/api/picture").status_code == 401


# a session


def test_a_session_from_sign_in_to_the_end(client, store):
    account = person(store, "watch officer", "liaison")
    answer = sign_in(client, account)
    assert answer.status_code == 201
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("varne="))
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= {p.strip() for p in cookie.split(";")}
    told = client.get("/api/session").json()
    assert (told["open"], told["standing"], told["login"], told["roles"]) == (
        False,
        "open",
        "martin",
        ["watch officer", "liaison"],
    )
    assert client.get("/api/picture").status_code == 200
    assert post(client, "/api/session/end").status_code == 200
    assert client.get("/api/picture").status_code == 401
    assert [e.what for e in journal.entries(store)][-2:] == ["signed in", "signed out"]


def test_behind_tls_cookies_are_host_bound_and_secure_and_browsers_stay_with_tls(tmp_path, store):
    config, public = Config(states=300), "https://varne.example"
    account = person(store, "watch officer")
    with Log.open(tmp_path / "live.varne", origin="dover") as log:
        node = Node(log, Desk(log.read, config, dover_strait(), None), Hub(), None, "dover", People(store, public=public))
        with TestClient(create_app(node), base_url=public) as client:
            answer = sign_in(client, account)
            assert answer.status_code == 201
            cookies = answer.headers.get_list("set-cookie")
            assert all(c.startswith("__Host-varne") and "Secure" in c for c in cookies)
            assert "max-age=31536000" in answer.headers["strict-transport-security"]
            assert client.get("/api/picture").status_code == 200
            assert client.get("/api/picture", headers={"host": "evil.example"}).status_code == 400
            assert client.get("/api/picture", headers={"host": "evil.example"}).headers["x-content-type-options"] == "nosniff"


def test_signing_in_gives_a_new_token_and_ends_the_old_session(client, store):
    account = person(store, "watch officer")
    sign_in(client, account)
    old = client.cookies["varne"]
    store.change("update account set totp_step = 0")
    sign_in(client, account)
    assert client.cookies["varne"] != old
    assert sessions.find(store, old)[0].why == "signed in again"


def test_a_locked_screen_shows_nothing_but_that_alarms_stand_until_the_password_is_given(client, store):
    account = person(store, "watch officer")
    sign_in(client, account)
    post(client, "/api/reports", {**REPORT, "channel": "missed_call"})
    old = client.cookies["varne"]
    assert post(client, "/api/session/lock").json() == {"standing": "locked"}
    answer = client.get("/api/picture")
    assert (answer.status_code, answer.json()["session"]) == (401, "locked")
    assert post(client, "/api/decisions", ev.encode(ev.Note(text="x"))).status_code == 401
    told = client.get("/api/session").json()
    assert (told["standing"], told["alarms"], told["permissions"]) == ("locked", 1, [])
    assert post(client, "/api/session/unlock", {"password": "not this one"}).status_code == 401
    assert post(client, "/api/session/unlock", {"password": PASSWORD}).status_code == 200
    assert client.cookies["varne"] != old
    assert client.get("/api/picture").status_code == 200


def test_looking_is_not_acting_and_a_page_that_refreshes_itself_is_locked_in_the_end(app, store):
    """GET never counts as done by hand; POST /api/session/here does."""
    with TestClient(app) as client:
        sign_in(client, person(store, "watch officer"))
        store.change("update session set acted = acted - 1700")
        (before,) = store.rows("select acted from session")
        client.get("/api/picture")
        assert store.rows("select acted from session") == [before]
        post(client, "/api/session/here")
        assert store.rows("select acted from session") > [before]
        store.change("update session set acted = acted - 1801")
        assert client.get("/api/picture").json()["session"] == "locked"
        assert post(client, "/api/session/here").status_code == 401


def test_after_a_watchs_length_it_is_over_whatever_is_done(client, store):
    sign_in(client, person(store, "watch officer"))
    store.change("update session set began = began - ?", Limits().length)
    assert client.get("/api/picture").json()["session"] == "ended"
    assert post(client, "/api/session/unlock", {"password": PASSWORD}).status_code == 401


def test_a_stream_ends_with_its_session(app, store, monkeypatch):
    monkeypatch.setattr(live, "PING", 0.01)
    monkeypatch.setattr(live, "ASKED", 0.0)
    with TestClient(app) as client:
        sign_in(client, person(store, "watch officer"))
        post(client, "/api/reports", REPORT)
        node, allowed = app.state.node, [True, True, False]

        async def read():
            return [m async for m in live._messages(0, node.desk, node.hub, lambda: allowed.pop(0))]

        with ThreadPoolExecutor(1) as own_loop:
            sent = own_loop.submit(lambda: asyncio.run(read())).result()
        assert [m.partition(b"\n")[0] for m in sent] == [b"retry: 1000", b"id: 1", b": still here", b": still here"]
        assert allowed == []


def test_sessions_are_listed_with_their_ends_and_can_be_ended(client, app, store):
    account = person(store, "watch officer")
    sign_in(client, account)
    elsewhere = sessions.begin(store, account, "the other screen", now())
    gone = sessions.begin(store, account, "the old one", now())
    sessions.end(store, sessions.find(store, gone)[0], now(), "signed out")
    listed = {s["agent"]: s for s in client.get("/api/sessions").json()["sessions"]}
    assert listed["testclient"]["this"] is True
    assert (listed["the old one"]["standing"], listed["the old one"]["why"]) == ("ended", "signed out")
    assert post(client, "/api/sessions/end", {"id": listed["the other screen"]["id"]}).status_code == 200
    assert sessions.find(store, elsewhere)[0].why == "ended by hand"


def test_only_an_administrator_sees_and_ends_the_sessions_of_others(app, store):
    officer, chief = person(store, "watch officer"), person(store, "administrator", login="chief")
    theirs = sessions.begin(store, officer, "desk 2", now())
    for account, status in ((officer, 1), (chief, 3)):
        with TestClient(app) as client:
            sign_in(client, account)
            assert len(client.get("/api/sessions?of=all").json()["sessions"]) == status + (account is officer)
    with TestClient(app) as client:
        other = person(store, "crew", login="anna")
        sign_in(client, other)
        ident = sessions.find(store, theirs)[0].id[:16]
        assert post(client, "/api/sessions/end", {"id": ident}).status_code == 404
    with TestClient(app) as client:
        store.change("update account set totp_step = 0")
        sign_in(client, chief)
        assert post(client, "/api/sessions/end", {"id": ident}).status_code == 200
    assert sessions.find(store, theirs)[0].why == "ended by an administrator"


def test_a_new_password_needs_the_present_one_and_a_good_one(client, store):
    account = person(store, "watch officer")
    sign_in(client, account)
    new = "six gannets over the ridge"
    assert post(client, "/api/session/password", {"old": "wrong one here", "new": new}).status_code == 401
    assert post(client, "/api/session/password", {"old": PASSWORD, "new": "password1234"}).status_code == 422
    assert post(client, "/api/session/password", {"old": PASSWORD, "new": new}).status_code == 200
    assert client.get("/api/picture").status_code == 200


def test_guessing_is_told_to_wait(client, store):
    person(store, "watch officer")
    body = {"login": "martin", "password": "a wrong password", "code": "000000"}
    answers = [post(client, "/api/session", body) for _ in range(6)]
    assert [a.status_code for a in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    texts = {a.json()["problem"]["why"] for a in answers[:5]}
    assert texts == {"login, password or code is wrong"}


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"login": 1}', b'{"login": "a", "password": "b"}', b"\xff"])
def test_a_sign_in_that_is_none_is_explained(client, store, body):
    person(store, "watch officer")
    assert post(client, "/api/session", body).status_code == 422


# the distress intake


def test_handing_in_reports_is_never_throttled(client, store):
    """Not by number, not by speed, not while the same account or browser is made to wait for its password."""
    account = person(store, "watch officer")
    sign_in(client, account)
    for _ in range(8):
        entry.sign_in(store, "martin", "a wrong password", "000000", "", now(), "")
    statuses = {post(client, "/api/reports", {**REPORT, "id": f"r{k}"}).status_code for k in range(300)}
    assert statuses == {201}


def test_many_who_guess_at_once_take_no_thread_from_the_intake(app, store, monkeypatch):
    """Passwords are looked at by a few at a time; the rest is told to wait; who is known has places of their own."""
    account = person(store, "watch officer")
    known = entry.welcome(store, account, "desk", now())
    token = sessions.make_token(store, account, now())
    hashing, go, real = [], threading.Event(), passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda *a: (hashing.append(1), go.wait(20), real(*a))[-1])
    with TestClient(app) as client, ThreadPoolExecutor(60) as many:

        def guess(k):
            return post(client, "/api/session", {"login": f"nobody{k}", "password": "x", "code": "0"}).status_code

        first = [many.submit(guess, k) for k in range(4)]
        until(lambda: len(hashing) == 4, "four passwords to be looked at")
        assert [guess(k) for k in range(50)] == [429] * 50
        for k in range(20):
            assert post(client, "/api/reports", {**REPORT, "id": f"r{k}"}, authorization=f"Bearer {token}").status_code == 201
        client.cookies.set("varne-device", known.device)
        officer = many.submit(sign_in, client, account)
        until(lambda: len(hashing) == 5, "the officer's own browser to be let in")
        go.set()
        assert [f.result() for f in first] == [401] * 4
        assert officer.result().status_code == 201


def test_unlocking_and_a_new_password_take_one_of_the_few_places_too(client, store, monkeypatch):
    sign_in(client, person(store, "watch officer"))
    monkeypatch.setattr(guessing.PLACES, "now", guessing.PLACES.most)
    for path, body in (
        ("unlock", {"password": PASSWORD}),
        ("password", {"old": PASSWORD, "new": "six gannets over the ridge"}),
    ):
        answer = post(client, f"/api/session/{path}", body)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")
    monkeypatch.setattr(guessing.PLACES, "now", 0)
    assert post(client, "/api/session/unlock", {"password": PASSWORD}).status_code == 200


def test_a_program_hands_in_reports_by_token_and_can_do_nothing_else(client, app, store):
    account = accounts.add(store, "gateway", ["gateway", "watch officer"], None, now())
    token = sessions.make_token(store, account, now())
    bearer = {"authorization": f"Bearer {token}"}
    assert post(client, "/api/reports", REPORT, **bearer).status_code == 201
    for route in routes(app):
        who, method = route.endpoint.who, next(iter(route.methods - {"HEAD"}))
        if who in BY_TOKEN or who in ("anybody", "peer"):
            continue
        content = b"{}" if method == "POST" else None
        assert client.request(method, route.path, headers={**SAY, **bearer}, content=content).status_code in (401, 403), (
            route.path
        )
    sessions.remove_tokens(store, account, now())
    assert post(client, "/api/reports", {**REPORT, "id": "r2"}, **bearer).status_code == 401


def test_a_map_program_reads_features_by_token_and_nothing_else(client, app, store):
    account = accounts.add(store, "qgis", ["map program"], None, now())
    bearer = {"authorization": f"Bearer {sessions.make_token(store, account, now())}"}
    links = [urlsplit(link["href"]).path for link in client.get("/ogc", headers=bearer).json()["links"]]
    assert "/api/openapi.json" in links  # clients read the description that a landing page names
    for path in (*links, "/ogc/collections/boats/items", "/api/picture.geojson", "/api/picture.cot"):
        assert client.get(path, headers=bearer).status_code == 200, path
    for path in ("/api/picture", "/api/timeline", "/api/events", "/api/mine"):
        assert client.get(path, headers=bearer).status_code == 403, path
    assert post(client, "/api/reports", REPORT, **bearer).status_code == 403


# nothing foreign


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"origin": "http://testserver", "sec-fetch-site": "same-origin"}, 201),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://testserver.evil.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"X-Varne": "0"}, 403),
    ],
)
def test_only_a_page_of_ours_changes_anything(client, headers, status):
    assert post(client, "/api/reports", REPORT, **headers).status_code == status


@pytest.mark.parametrize(
    "path", ["/api/session", "/api/session/end", "/api/session/unlock", "/api/sessions/end", "/api/decisions"]
)
def test_a_foreign_page_can_neither_sign_in_nor_out(client, store, path):
    sign_in(client, person(store, "watch officer"))
    assert client.post(path, content=b"{}", headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post(path, content=b"{}", headers={**SAY, "origin": "https://evil.example"}).status_code == 403
    assert client.get("/api/picture").status_code == 200


def test_no_route_lets_another_origin_read(client, app):
    """No CORS: a preflight is answered by no permission."""
    for route in routes(app):
        answer = client.options(route.path, headers={"origin": "https://evil.example", "access-control-request-method": "POST"})
        assert "access-control-allow-origin" not in answer.headers


def test_reading_never_changes(app):
    """What changes something is a POST, so that the gate's header and origin rules hold for it."""
    assert {m for r in routes(app) for m in r.methods} <= {"GET", "HEAD", "POST"}


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-proto": "https", "x-forwarded-host": "evil.example", "x-forwarded-for": "10.0.0.1"},
        {"forwarded": "for=10.0.0.1;proto=https;host=evil.example"},
        {"x-real-ip": "10.0.0.1", "x-user-id": "chief", "x-original-url": "/api/audit"},
    ],
)
def test_what_a_proxy_would_say_changes_nothing(client, store, headers):
    """Neither whose request it is, nor how long guessing waits, nor how a cookie is kept."""
    account = person(store, "watch officer")
    assert client.get("/api/picture", headers=headers).status_code == 401
    body = {"login": "martin", "password": "a wrong password", "code": "000000"}
    statuses = [client.post("/api/session", json=body, headers={**SAY, **headers}).status_code for _ in range(6)]
    assert statuses[-1] == 429
    store.change("delete from failure")
    body = {"login": "martin", "password": PASSWORD, "code": totp.code_at(account.totp, now())}
    answer = client.post("/api/session", json=body, headers={**SAY, **headers})
    assert answer.status_code == 201
    assert not [c for c in answer.headers.get_list("set-cookie") if "Secure" in c]


def test_no_secret_is_taken_from_an_address(client, store):
    """A token in a query is none, so that none ever stands in a history or a log."""
    account = person(store, "watch officer")
    token = sessions.begin(store, account, "a", now())
    for query in (f"?varne={token}", f"?token={token}", f"?access_token={token}"):
        assert client.get(f"/api/picture{query}").status_code == 401


# sizes


@pytest.mark.parametrize(
    ("path", "size"),
    [("/api/reports", 70_000), ("/api/decisions", 270_000), ("/api/session", 70_000), ("/api/session/unlock", 70_000),
     ("/api/session/password", 70_000)],
)  # fmt: skip
def test_more_than_a_route_takes_is_refused_before_it_is_read(client, store, path, size):
    sign_in(client, person(store, "watch officer"))
    assert client.post(path, content=b"x" * size, headers=SAY).status_code == 413
    if path == "/api/reports":
        big = client.post(path, content=b"", headers={**SAY, "content-length": "9999999999"})
        assert big.status_code == 413


def test_what_is_sent_in_pieces_without_a_length_is_cut_off_too(client):
    sent = []

    async def receive():
        sent.append(1)
        return {"type": "http.request", "body": b"x" * 40_000, "more_body": True}

    request = Request({"type": "http", "method": "POST", "headers": []}, receive)

    async def read():
        await Request(request.scope, within(request, 65_536)).body()

    with ThreadPoolExecutor(1) as own_loop, pytest.raises(TooLarge):
        own_loop.submit(lambda: asyncio.run(read())).result()
    assert len(sent) == 2


# headers


def test_every_answer_carries_the_headers_also_a_refusal_and_a_crash(app, store):
    app.state.node.desk.known = None  # what breaks inside
    with TestClient(app, raise_server_exceptions=False) as client:
        answers = [client.get("/"), client.get("/api/session"), client.get("/api/picture"), client.get("/nothing")]
        answers.append(client.post("/api/reports"))
        assert [a.status_code for a in answers] == [200, 200, 500, 404, 403]
        for answer in answers:
            policy = dict(p.strip().split(" ", 1) for p in answer.headers["content-security-policy"].split(";"))
            assert policy == {
                "default-src": "'self'",
                "object-src": "'none'",
                "frame-ancestors": "'none'",
                "base-uri": "'none'",
                "form-action": "'none'",
            }
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cross-origin-opener-policy"] == "same-origin"
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
            assert "camera=()" in answer.headers["permissions-policy"]
        assert "TypeError" not in answers[2].text


def test_no_answer_with_content_is_kept_on_the_way(client):
    for path in ("/api/picture", "/api/timeline", "/api/session", "/api/case"):
        assert client.get(path).headers["cache-control"] == "no-store"


# in whose name


def decide(client, event):
    return post(client, "/api/decisions", ev.encode(event))


def test_a_decision_carries_the_accounts_actor_whatever_was_sent(client, app, store):
    account = person(store, "watch officer")
    sign_in(client, account)
    post(client, "/api/reports", REPORT)
    forged = ev.BoatOpened(boat="b1", name="Alpha", centre="dover", role="watch officer", reports=("r1",), actor="f" * 32)
    assert decide(client, forged).status_code == 201
    stored = list(app.state.node.log.read(0))
    assert [s.event.actor for s in stored] == [account.actor, account.actor]


def test_without_accounts_no_actor_is_taken_from_outside(client, app):
    decide(client, ev.Note(text="x", centre="dover", actor="f" * 32))
    assert [s.event.actor for s in app.state.node.log.read(0)] == [None]


@pytest.mark.parametrize(
    ("roles", "event", "why"),
    [
        (
            ["watch officer"],
            ev.BoatReopened(boat="b", centre="dover", role="SAR mission co-ordinator"),
            "acts as watch officer",
        ),
        (["watch officer"], ev.BoatReopened(boat="b", centre="gris-nez", role="watch officer"), "records for dover only"),
        (
            ["watch officer"],
            ev.HandoverOffered(boat="b", giver="gris-nez", taker="dover", role="watch officer", expires=utc_now()),
            "records for dover only",
        ),
        (["crew"], ev.BoatReopened(boat="b", centre="dover", role="crew"), "permission to decide"),
        (["liaison"], ev.ClosingRequested(boat="b", centre="dover", role="liaison"), "permission to close"),
        (["crew"], ev.HandoverAccepted(boat="b", centre="dover", role="crew"), "permission to hand over"),
    ],
)
def test_nobody_decides_beyond_their_role_and_centre(client, app, store, roles, event, why):
    sign_in(client, person(store, *roles))
    answer = decide(client, event)
    assert answer.status_code == 403
    assert why in answer.json()["problem"]["why"]
    assert list(app.state.node.log.read(0)) == []


def test_a_sitrep_is_issued_in_a_role_that_the_account_has_and_in_its_name(client, app, store):
    account = person(store, "watch officer")
    sign_in(client, account)
    post(client, "/api/reports", REPORT)
    decide(client, ev.BoatOpened(boat="b1", name="Alpha", centre="dover", role="watch officer", reports=("r1",)))
    asked = {"boat": "b1", "to": ["gris-nez"]}
    assert post(client, "/api/sitreps", {**asked, "role": "SAR mission co-ordinator"}).status_code == 403
    assert post(client, "/api/sitreps", {**asked, "role": "watch officer"}).json()["serial"] == 1
    (issued,) = [s.event for s in app.state.node.log.read(0) if isinstance(s.event, ev.SitrepIssued)]
    assert issued.actor == account.actor


def test_one_person_with_two_roles_does_not_close_a_boat_and_two_people_do(app, store):
    one = person(store, "watch officer", "SAR mission co-ordinator")
    two = person(store, "SAR mission co-ordinator", login="anna")
    with TestClient(app) as desk, TestClient(app) as other:
        sign_in(desk, one)
        sign_in(other, two)
        post(desk, "/api/reports", {**REPORT, "people": {"min": 30, "likely": 30, "max": 30}})
        who = {"boat": "b1", "centre": "dover"}
        officer, chief = {**who, "role": "watch officer"}, {**who, "role": "SAR mission co-ordinator"}
        decide(desk, ev.BoatOpened(name="Alpha", reports=("r1",), **officer))
        count = ev.Count(30, 30, 30)
        decide(desk, ev.PeopleAccounted(count=count, outcome="landed_uk", evidence="counted", **officer))
        assert decide(desk, ev.ClosingRequested(evidence="authority_confirmed_landing", **officer)).status_code == 201
        alone = decide(desk, ev.ClosingConfirmed(**chief))
        assert [w["key"] for w in alone.json()["refused"]] == ["refused.closing.same_person"]
        assert app.state.node.desk.night().boats["b1"].status == "open"
        assert decide(other, ev.ClosingConfirmed(**chief)).status_code == 201
        assert app.state.node.desk.night().boats["b1"].status == "closed"


def test_refusals_are_noted_with_account_and_permission(client, store):
    account = person(store, "administrator")
    sign_in(client, account)
    client.get("/api/picture")
    last = journal.entries(store)[-1]
    assert (last.what, last.account, last.detail) == ("permission refused", account.id, "see: /api/picture")
    post(client, "/api/session/end", origin="https://evil.example")
    assert journal.entries(store)[-1].what == "forgery refused"
