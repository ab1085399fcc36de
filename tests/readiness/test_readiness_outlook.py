"""The outlook: what it rests on, what moves it, what it must not know, what it must not say."""

import re
from datetime import timedelta

import msgspec
import numpy as np
import pytest

from bench import strait
from varne.crossings.readiness.counts import Counts
from varne.crossings.readiness.learning import FURTHEST, learn
from varne.crossings.readiness.night import Night, days_from
from varne.crossings.readiness.outlook import USEFUL, band, outlook
from varne.crossings.readiness.reasons import contributions, reasons
from varne.crossings.readiness.scores import Outcome, reliability, score
from varne.crossings.readiness.sentences import SENTENCES, said
from varne.record.events import ReadinessIssued

ORIGIN = 1500


@pytest.fixture(scope="module")
def sea():
    return strait.strait(7, days=1800)


def known(sea, origin=ORIGIN):
    return Counts(sea.first, sea.counts.boats[: origin + 1], sea.counts.people[: origin + 1])


def night(speed, n=2, waves=np.nan):
    full = np.full(n, float(speed))
    return Night(full, full, 0 * full, 0.0165 * full**2, np.full(n, waves), np.full(n, 1 / n))


def asked(sea, learnt, weather=None, origin=ORIGIN, number=7, **how):
    issued = sea.days[origin]
    days = days_from(issued + timedelta(days=1), number)
    return outlook(learnt, issued, {d: weather for d in days} if weather else {}, days, **how)


@pytest.fixture(scope="module")
def with_weather(sea):
    return learn(known(sea), sea.weather(), waves=False)


def test_wind_lowers_the_chance_and_the_numbers(sea, with_weather):
    calm, fresh, gale = (asked(sea, with_weather, night(u))[0].forecast for u in (3, 8, 15))
    assert calm.any > 0.8 > fresh.any > gale.any and gale.any < 0.05
    assert calm.many > fresh.many > gale.many
    assert calm.people[89] > fresh.people[89] >= gale.people[89]
    assert (np.diff(calm.people) >= 0).all() and (np.diff(calm.boats) >= 0).all()


def test_the_table_of_wind_serves_who_has_no_past_weather(sea):
    learnt = learn(known(sea))
    calm, gale = (asked(sea, learnt, night(u))[0] for u in (3, 15))
    assert calm.basis == gale.basis == "table"
    assert calm.forecast.any > 0.75 and gale.forecast.any < 0.1


def test_members_that_differ_widen_the_outlook(sea, with_weather):
    agree = asked(sea, with_weather, night(7.0))[0].forecast
    rows = np.array([2.0, 12.0])
    unsure = Night(rows, rows, 0 * rows, 0.0165 * rows**2, np.full(2, np.nan), np.full(2, 0.5))
    differ = asked(sea, with_weather, unsure)[0].forecast
    assert differ.any == pytest.approx(np.mean([asked(sea, with_weather, night(u))[0].forecast.any for u in rows]))
    assert differ.people[94] > agree.people[94]


def test_beyond_the_useful_lead_it_is_climatology_and_says_so(sea, with_weather):
    days = asked(sea, with_weather, night(3.0))
    assert [d.basis for d in days] == ["weather"] * USEFUL + ["beyond"] * (7 - USEFUL)
    without = asked(sea, with_weather)
    assert days[-1].forecast.any == without[-1].forecast.any
    told = reasons(with_weather, days[-1])[0]
    assert told.text.startswith("climatology: 7 days ahead a weather forecast is worth too little")
    assert said(told.key, told.args, "fr").startswith("climatologie : à 7 jours")


def test_a_night_that_no_forecast_knows_is_named(sea, with_weather):
    day = asked(sea, with_weather)[0]
    assert day.basis == "unknown" and day.weather is None
    assert "no forecast knows the weather" in reasons(with_weather, day)[0].text


def test_old_or_few_figures_leave_the_climatology(sea):
    old = asked(sea, learn(known(sea, ORIGIN - FURTHEST)), night(3.0))
    assert {d.basis for d in old} == {"climatology"}
    assert all(d.forecast.any == d.climate.any for d in old)
    few = asked(sea, learn(known(sea, 100)), night(3.0), origin=100)
    assert {d.basis for d in few} == {"climatology"}
    assert "too few or too old" in reasons(learn(known(sea, 100)), few[0])[0].text


def test_figures_of_two_years_ago_still_have_a_season(sea):
    issued = sea.days[400] + timedelta(days=800)
    (day,) = outlook(learn(known(sea, 400)), issued, {}, [issued + timedelta(days=1)])
    assert day.basis == "climatology" and day.climate.any > 0


def test_days_that_have_begun_are_refused(sea, with_weather):
    with pytest.raises(ValueError, match="its night has begun or is over"):
        outlook(with_weather, sea.days[ORIGIN], {}, [sea.days[ORIGIN]])
    with pytest.raises(ValueError, match="were not known on"):
        outlook(with_weather, sea.days[ORIGIN - 1], {}, [sea.days[ORIGIN + 1]])


def test_waves_learnt_and_waves_missing_are_not_mixed(sea):
    past = {d: night(n.speed[0], 1, 0.3 + n.memory[0]) for d, n in sea.weather().items()}
    learnt = learn(known(sea), past, waves=True)
    assert learnt.waves
    high, low = (asked(sea, learnt, night(6.0, waves=h))[0].forecast.any for h in (2.5, 0.3))
    assert high < low
    with pytest.raises(ValueError, match="learn again with waves=False"):
        asked(sea, learnt, night(6.0))


@pytest.mark.parametrize("seed", range(2))
def test_nothing_after_the_issue_can_be_known(sea, seed):
    """The future is changed beyond recognition: counts, and weather of nights after the last known day."""
    rng = np.random.default_rng(seed)
    boats, people = sea.counts.boats.copy(), sea.counts.people.copy()
    boats[ORIGIN + 1 :] = rng.integers(1, 60, boats.size - ORIGIN - 1)
    people[ORIGIN + 1 :] = 99 * boats[ORIGIN + 1 :]
    past, other = sea.weather(), dict(sea.weather())
    for d in sea.days[ORIGIN + 1 :]:
        other[d] = night(rng.uniform(0, 25), 1)
    weather = strait.members(sea, 1, ORIGIN, 5)
    issued, days = sea.days[ORIGIN], sea.days[ORIGIN + 1 : ORIGIN + 8]

    def forecast(counts, nights):
        cut = Counts(counts.first, counts.boats[: ORIGIN + 1], counts.people[: ORIGIN + 1])
        return outlook(learn(cut, nights, waves=False), issued, weather, days)

    for a, b in zip(forecast(sea.counts, past), forecast(Counts(sea.first, boats, people), other), strict=True):
        assert a.forecast.any == b.forecast.any and a.climate.any == b.climate.any
        assert np.array_equal(a.forecast.people, b.forecast.people) and np.array_equal(a.climate.people, b.climate.people)


def test_counts_that_are_known_do_matter(sea):
    """The sibling of the test above: what is known before the issue moves the forecast, so that test can fail."""
    busy = known(sea)
    boats, people = busy.boats.copy(), busy.people.copy()
    boats[-14:], people[-14:] = 9.0, 500.0
    changed = asked(sea, learn(Counts(busy.first, boats, people)))[0].forecast
    assert changed.many != asked(sea, learn(busy))[0].forecast.many


def test_it_beats_the_climatology_where_the_weather_decides(sea):
    """A year of a simulated Strait, an origin a month: skill, and chances that hold. bench.readiness has the figures."""
    outcomes = []
    past = sea.weather()
    for origin in range(1420, 1790, 30):
        learnt = learn(known(sea, origin), past, waves=False)
        told = strait.members(sea, 1, origin, 10)
        for d in outlook(learnt, sea.days[origin], told, sea.days[origin + 1 : origin + 8], useful=7):
            outcomes.append(Outcome(sea.days[origin], d.day, d.forecast, d.climate, *sea.counts.on(d.day)))
    found = score(outcomes)
    assert found.skill_people > 0.05 and found.skill_any > 0.15
    assert 0.75 < found.covered < 0.99
    assert all(abs(c.said - c.came) < 0.25 for c in reliability(outcomes) if c.n > 15)


def test_reasons_add_up_to_the_odds(sea, with_weather):
    day = asked(sea, with_weather, night(9.0))[0]
    parts = contributions(with_weather, day)
    odds = np.log(day.forecast.any / (1 - day.forecast.any))
    assert sum(parts.values()) + with_weather.weather.any[0] == pytest.approx(odds, abs=1e-6)
    told = reasons(with_weather, day)
    assert any(w.text == "wind 9.0 m/s from 270°: speaks against crossings" for w in told)


@pytest.mark.parametrize(
    ("east", "north", "bearing"), [(0, -5, "000"), (-4, -3, "050"), (-3, 4, "140"), (4, 3, "230"), (2, -5, "340")]
)
def test_wind_is_named_by_where_it_blows_from(with_weather, sea, east, north, bearing):
    pair = [np.full(2, float(x)) for x in (np.hypot(east, north), east, north, 0.4, np.nan, 0.5)]
    day = asked(sea, with_weather, Night(*pair))[0]
    assert any(f"from {bearing}°" in w.text for w in reasons(with_weather, day))


def test_every_sentence_can_be_said_in_both_languages(sea, with_weather):
    days = [asked(sea, with_weather, night(u, waves=w))[k] for u in (2, 9) for w in (np.nan, 1.0) for k in (0, 6)]
    for day in days:
        for w in reasons(with_weather, day):
            assert said(w.key, w.args, "en") == w.text
            assert said(w.key, w.args, "fr") != w.text
    fields = re.compile(r"\{(\w+)\}")
    assert all(sorted(fields.findall(en)) == sorted(fields.findall(fr)) for en, fr in SENTENCES.values())


def test_bands_are_the_cuts_of_the_home_office():
    assert [band(p) for p in (0.0, 0.349, 0.35, 0.55, 0.551, 1.0)] == ["green", "green", "amber", "amber", "red", "red"]


# Area-wide only

PLACES = re.compile(r"lon|lat|place|position|beach|port|coast|launch|hour|minute|clock|route|area|origin", re.IGNORECASE)
SPOKEN = re.compile(
    r"\b(\d{1,2}:\d{2}|\d{1,2} ?(UTC|h\b)|calais|dunker|boulogne|gravelines|wissant|sangatte|gris-nez|dungeness|beach|plage)",
    re.IGNORECASE,
)


def structure(schema):
    """Every name and kind of value that a schema allows."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                yield from value
            yield from structure(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from structure(value)


def test_an_issued_forecast_has_no_field_for_a_place_or_an_hour():
    schema = msgspec.json.schema(ReadinessIssued)
    named = set(structure(schema))
    assert {"day", "forecast", "people", "boats", "any"} <= named
    assert {n for n in named if PLACES.search(n)} == set()
    day = schema["$defs"]["ReadinessDay"]["properties"]
    assert day["day"] == {"type": "string", "format": "date"}  # a date, so no hour can stand in it


def test_no_sentence_speaks_of_a_place_or_an_hour(sea, with_weather):
    told = [w for u in (2, 9, 15) for d in asked(sea, with_weather, night(u)) for w in reasons(with_weather, d)]
    texts = [t for pair in SENTENCES.values() for t in pair]
    texts += [said(w.key, w.args, language) for w in told for language in ("en", "fr")]
    assert [t for t in texts if SPOKEN.search(t)] == []
    assert SPOKEN.search("from Calais at 03:15")  # the net has no holes so wide


def test_the_same_arguments_give_the_same_outlook():
    small = strait.strait(3, days=700)
    once, again = (asked(small, learn(known(small, 600)), night(5.0), origin=600) for _ in range(2))
    assert [d.forecast.any for d in once] == [d.forecast.any for d in again]
