"""Where a boat will be, by what is known now: as the picture of that moment while nothing new is heard; and who lives then."""

from datetime import datetime, timedelta

import pytest

from varne.server import comparing

AT = "2021-11-24T03:34:30Z"


def asked(client, then, at=AT, boat="charlie", **more):
    return client.get("/api/outlook", params={"boat": boat, "at": at, "for": then, **more})


def charlie(client, at):
    return next(b for b in client.get(f"/api/picture?at={at}").json()["boats"] if b["id"] == "charlie")


def after(at, **how):
    return (datetime.fromisoformat(at) + timedelta(**how)).isoformat().replace("+00:00", "Z")


def test_the_moment_itself_is_the_picture(replay):
    told, shown = asked(replay, AT).json(), charlie(replay, AT)
    assert told["made"] == told["at"] == AT
    assert told["pending"] is False
    assert {k: told[k] for k in ("lon", "lat", "place", "forecast")} == {
        k: shown[k] for k in ("lon", "lat", "place", "forecast")
    }


def test_later_is_where_it_goes_by_what_is_known_now(replay):
    """0450 to 0530: nothing about Charlie comes in, so what was expected is what is then shown."""
    at, then = "2021-11-24T04:50:00Z", "2021-11-24T05:30:00Z"
    assert charlie(replay, at)["reports"] == charlie(replay, then)["reports"]
    told, shown = asked(replay, then, at).json(), charlie(replay, then)
    assert told["forecast"]["regions"] == shown["forecast"]["regions"]
    assert (told["lon"], told["lat"]) == (shown["lon"], shown["lat"])
    assert told["made"] == at
    assert told["log_position"] == replay.get(f"/api/picture?at={at}").json()["log_position"]


def test_what_was_not_known_is_not_in_it(replay):
    """Expected at 0134 for 0334 differs from the picture of 0334: pins came in between."""
    early, late = "2021-11-24T01:34:00Z", AT
    assert asked(replay, late, early).json()["forecast"]["regions"] != charlie(replay, late)["forecast"]["regions"]


def test_points_are_states_of_that_moment(replay):
    told = asked(replay, after(AT, hours=3)).json()
    lon, lat, state = zip(*told["points"], strict=True)
    assert len(lon) == 1500
    assert abs(sum(lon) / 1500 - told["lon"]) < 0.05
    assert abs(sum(lat) / 1500 - told["lat"]) < 0.05
    share = told["forecast"]["states"]["people_in_water"]
    assert sum(s == 3 for s in state) / 1500 == pytest.approx(share, abs=0.05)


def test_who_lives_is_a_range_that_falls_and_is_told_with_what_it_rests_on(replay):
    early, late = (asked(replay, after(AT, hours=h), water=12).json()["alive"] for h in (1, 6))
    for three in (early, late):
        assert 0 < three["low"] < three["likely"] < three["high"] <= 1
    assert late["low"] < early["low"]
    assert late["likely"] < early["likely"]
    assert {n["key"] for n in late["notes"]} >= {"survival.first", "survival.guide", "survival.ask.buoyancy"}
    assert late["people"]["min"] <= 33 * late["low"] < late["people"]["min"] + 1
    assert late["people"]["max"] - 1 < 40 * late["high"] <= late["people"]["max"]


def test_a_jacket_lengthens_lives_and_nobody_asked_is_not_answered(replay):
    then = after(AT, hours=4)
    worn, none = (asked(replay, then, water=12, buoyancy=b).json()["alive"]["likely"] for b in ("worn", "none"))
    assert worn > none
    assert asked(replay, then).json()["alive"] is None


def test_beyond_what_the_outlook_knows_there_is_no_forecast(replay):
    told = asked(replay, after(AT, days=3)).json()
    assert told["forecast"] is None
    assert told["points"] == []
    assert told["until"] < told["at"]


@pytest.mark.parametrize(
    "query",
    [{"for": "soon"}, {"for": "2021-11-24T05:00:00"}, {"within": "a while"}, {"within": "nan"}, {"water": "warm"},
     {"water": "nan"}, {"water": "80"},
     {"water": "12", "buoyancy": "perhaps"}],
)  # fmt: skip
def test_what_is_none_is_explained(replay, query):
    answer = replay.get("/api/outlook", params={"boat": "charlie", "at": AT, "for": AT} | query)
    assert answer.status_code == 422
    assert answer.json()["problem"]["mend"]


def test_no_such_boat(replay):
    assert asked(replay, AT, boat="nobody").status_code == 404


def test_while_it_is_still_compiling_the_answer_says_pending(replay):
    forecasts = replay.app.state.node.desk._forecasts
    forecasts._warming.acquire()
    try:
        told = asked(replay, AT, within=0).json()
    finally:
        forecasts._warming.release()
    assert told["pending"] is True
    assert "forecast" not in told
    assert asked(replay, AT, within=0).json()["pending"] is False


def test_a_moment_is_told_by_what_is_known_later(replay):
    then = replay.get(f"/api/picture?at={AT}").json()
    known = replay.get(f"/api/picture?at={AT}&known=2021-11-24T18:00:00Z").json()
    assert (then["known"], known["known"]) == (AT, "2021-11-24T18:00:00Z")
    assert known["at"] == AT
    assert known["log_position"] > then["log_position"]
    assert {b["id"] for b in known["boats"]} >= {"charlie"}
    states = replay.get(f"/api/ensemble?boat=charlie&at={AT}&known=2021-11-24T18:00:00Z")
    assert len(states.content) % 12 == 0
    assert states.content


@pytest.mark.parametrize("path", ["/api/picture?", "/api/ensemble?boat=charlie&"])
def test_nobody_knew_it_before_it_was(replay, path):
    answer = replay.get(f"{path}at={AT}&known=2021-11-24T03:00:00Z")
    assert answer.status_code == 422
    assert "before the moment itself" in answer.json()["problem"]["why"]


def compared(client, **query):
    return client.get("/api/compare", params=query)


def test_two_moments_come_as_their_pictures_and_what_differs(replay):
    first, second = "2021-11-24T03:20:00Z", "2021-11-24T03:40:00Z"
    told = compared(replay, a=first, b=second).json()
    assert told["first"]["reports"] == replay.get(f"/api/picture?at={first}").json()["reports"]
    assert told["second"]["boats"] == replay.get(f"/api/picture?at={second}").json()["boats"]
    charlie = next(row for row in told["boats"] if row["second"] == "charlie")
    assert {"position", "reports"} <= set(charlie["differs"])
    assert all(w["key"].startswith("diff.") for w in charlie["words"])


def test_one_moment_as_known_then_and_later(replay):
    told = compared(replay, a=AT, known_b="2021-11-24T18:00:00Z").json()
    assert told["first"]["at"] == told["second"]["at"] == AT
    assert (told["first"]["known"], told["second"]["known"]) == (AT, "2021-11-24T18:00:00Z")
    assert compared(replay, a=AT, known_b="2021-11-24T18:00:00Z").json() == told
    assert compared(replay, a=AT).json()["boats"][0]["differs"] == []


FAR = ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59")
"""Times from which an hour more or less leads out of what Python knows."""


@pytest.mark.parametrize("at", FAR)
@pytest.mark.parametrize(
    "path",
    ["/api/picture", "/api/ensemble", "/api/assets", "/api/map/flow", "/api/map/coverage", "/sitrep/charlie", "/watch",
     "/api/picture.geojson", "/api/picture.cot", "/api/list/boats.csv", "/api/fleet"],
)  # fmt: skip
def test_a_moment_centuries_away_is_refused_and_not_a_crash(replay, path, at):
    answer = replay.get(path, params={"at": at, "boat": "charlie"})
    assert answer.status_code == 422
    assert "1970 to 2999" in answer.json()["problem"]["why"]


@pytest.mark.parametrize("at", FAR)
@pytest.mark.parametrize(
    ("path", "name"),
    [("/api/outlook", "for"), ("/api/picture", "known"), ("/api/compare", "a"), ("/api/compare", "known_b")],
)  # fmt: skip
def test_so_is_any_other_moment(replay, path, name, at):
    answer = replay.get(path, params={"boat": "charlie", "at": AT, "for": AT, "a": AT} | {name: at})
    assert answer.status_code == 422


def test_two_moments_share_the_seconds_that_somebody_waits(replay, monkeypatch):
    clock, asked = iter(range(100, 200, 2)), []
    desk = replay.app.state.node.desk
    known = desk.known
    monkeypatch.setattr(comparing, "monotonic", lambda: next(clock))
    monkeypatch.setattr(desk, "known", lambda at, *, by, within: asked.append(within) or known(at, by=by))
    assert compared(replay, a=AT, within=5).status_code == 200
    assert asked == [3, 1]  # each look at the clock is two seconds later


@pytest.mark.parametrize(
    "query", [{}, {"a": "soon"}, {"a": AT, "within": "nan"}, {"a": AT, "known_a": "2021-11-24T03:00:00Z"}, {"a": AT, "b": "x"}]
)
def test_moments_that_are_none_are_explained(replay, query):
    assert compared(replay, **query).status_code == 422


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/api/outlook", {"boat", "for", "at", "within", "water", "buoyancy", "clothing", "doing", "sea"}),
        ("/api/compare", {"a", "b", "known_a", "known_b", "within"}),
        ("/api/picture", {"at", "known", "within"}),
        ("/api/ensemble", {"boat", "at", "known"}),
    ],
)
def test_every_parameter_is_told_to_programs(replay, path, names):
    told = replay.get("/api/openapi.json").json()["paths"][path]["get"]["parameters"]
    assert {p["name"] for p in told} == names
