"""A made-up night for the page's own tests: four boats, everything the page must be able to show, nothing that happened.

`picture(moment)` follows the picture JSON that the real server sends. The places, times and counts are invented; the two
shores are rough polygons. What looks like a forecast here is an ellipse that drifts and grows.
"""

import math
import struct
from datetime import UTC, datetime, timedelta
from random import Random

START = datetime(2030, 1, 10, 22, tzinfo=UTC)
END = START + timedelta(hours=10)


def at(hhmm: str) -> datetime:
    """The moment of the night at a time of day: 2200 is on the tenth, 0130 on the eleventh."""
    clock = START.replace(hour=int(hhmm[:2]), minute=int(hhmm[2:]))
    return clock if clock >= START else clock + timedelta(days=1)


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def words(key: str, text: str, **args: object) -> dict:
    return {"key": key, "args": args, "text": text}


def count(low: int, likely: int, high: int) -> dict:
    return {"min": low, "likely": likely, "max": high}


def report(id: str, when: str, channel: str, source: str, condition: str, text: str, boat: str, **more: object) -> dict:
    received = at(when)
    given = {"lon": None, "lat": None, "ellipse_m": None, "position_text": None, "people": None, "in_water": None} | more
    return {
        "id": id, "seq": 0, "received": iso(received), "observed": iso(received - timedelta(minutes=2)), "channel": channel,
        "source": source, "condition": condition, "text": text, "boat": boat, **given,
        "provenance": {"source": "made-up night", "grade": "E", "basis": "simulated"},
    }  # fmt: skip


REPORTS = [
    report("r1", "2251", "call", "occupant", "underway", "We are on the sea, thirty-four people, the engine works.", "b1",
           people=count(30, 34, 36), lon=1.93, lat=51.07, ellipse_m=[5200, 2400, 60], position_text="off Gravelines"),
    report("r2", "2306", "pin", "occupant", "underway", "", "b1", lon=1.89, lat=51.085, ellipse_m=[60, 60, 0],
           position_text="51.0850, 1.8900"),
    report("r3", "2340", "email", "ngo", "underway", "Grey boat, around fifty people, left near Dunkirk.", "b2",
           people=count(45, 50, 58), lon=2.12, lat=51.1, ellipse_m=[7000, 3500, 70]),
    report("r4", "0012", "call", "occupant", "taking_water", "Water is coming in. Please hurry.", "b1",
           people=count(32, 34, 34), lon=1.83, lat=51.112, ellipse_m=[90, 90, 0]),
    report("r5", "0030", "radar", "sensor", "underway", "", "b2", lon=1.99, lat=51.14, ellipse_m=[150, 90, 45]),
    report("r6", "0055", "missed_call", "occupant", "unknown", "", "b1"),
    report("r7", "0104", "vhf", "ship", "engine_stopped", "Small boat stopped, waving torches.", "b3",
           people=count(15, 20, 28), lon=1.62, lat=50.99, ellipse_m=[400, 400, 0]),
    report("r8", "0131", "pin", "occupant", "swamped", "", "b1", lon=1.80, lat=51.13, ellipse_m=[60, 60, 0]),
    report("r9", "0210", "call", "relative", "people_in_water", "My brother says they are in the water.", "b1",
           people=count(30, 34, 40), in_water=count(1, 20, 40),
           remarks=[words("made-up.late", "This clock is an hour off.")]),
    report("r10", "0318", "rescue", "crew", "underway", "Cutter took 50 people off a dry grey boat.", "b2",
           people=count(50, 50, 50), lon=1.86, lat=51.16, ellipse_m=[200, 200, 0]),
    report("r11", "0402", "aircraft", "crew", "underway", "Boat of about 8 m heading west, not in distress.", "b4",
           people=count(25, 30, 35), lon=1.70, lat=51.05, ellipse_m=[300, 300, 0]),
]  # fmt: skip


def event(when: str, kind: str, boat: str | None, text: str) -> dict:
    return {"at": iso(at(when)), "seq": 0, "kind": kind, "words": words(f"made-up.{kind}", text), "boat": boat}


EVENTS = sorted(
    [event(r["received"][11:16].replace(":", ""), "report", r["boat"], f"{r['channel']}: {r['text']}") for r in REPORTS]
    + [
        event("2310", "boat-opened", "b1", "Gris-Nez opens a record: Alfa"),
        event("2348", "boat-opened", "b2", "Gris-Nez opens a record: Bravo"),
        event("0135", "handover-offered", "b1", "Gris-Nez offers Alfa to Dover"),
        event("0212", "broadcast-sent", "b1", "Mayday relay"),
        event("0334", "closing-requested", "b1", "Gris-Nez asks to close Alfa"),
        event("0420", "people-accounted", "b2", "50 people of Bravo landed"),
        event("0425", "closing-confirmed", "b2", "Bravo closed"),
    ],
    key=lambda e: e["at"],
)  # fmt: skip
for number, entry in enumerate(EVENTS, 1):
    entry["seq"] = number
for row in REPORTS:
    row["seq"] = next(e["seq"] for e in EVENTS if e["at"] == row["received"] and e["kind"] == "report")


def drift(moment: datetime) -> dict | None:
    """Alfa's made-up forecast from 0131: an ellipse that goes north-east and grows."""
    hours = (moment - at("0131")) / timedelta(hours=1)
    if hours < 0:
        return None
    track = [[1.80 + 0.012 * h, 51.13 + 0.004 * h, iso(at("0131") + timedelta(hours=h))] for h in range(int(hours) + 1)]
    lon, lat = 1.80 + 0.012 * hours, 51.13 + 0.004 * hours
    regions = {level: ring(lon, lat, (0.008 + 0.01 * hours) * k) for level, k in (("0.5", 1.18), ("0.9", 2.15), ("0.95", 2.45))}
    swum = min(0.85, 0.2 + 0.2 * hours)
    return {
        "n": 10000, "seed": 1, "states": {"people_in_water": swum, "swamped": 0.95 - swum, "underway": 0.05},
        "regions": regions, "stranded": 0.0, "fields": ["tide atlas", "wind 0-4 m/s from anywhere"], "track": track,
        "assumptions": [words("made-up.wind", "The wind is not known: light, from any direction.")],
    }  # fmt: skip


def outlook(boat: str, now: datetime, then: datetime) -> dict:
    """Where Alfa is expected at another moment, by what is known at one; the track of the way there with it."""
    forecast = drift(then) if boat == "b1" and drift(now) else None
    lon, lat = forecast["track"][-1][:2] if forecast else (None, None)
    hours = (then - now) / timedelta(hours=1)
    alive = {"low": 0.9 - 0.1 * hours, "likely": 0.95 - 0.08 * hours, "high": 0.99, "people": {"min": 14, "max": 40},
             "notes": [words("made-up.guide", "Survival times guide a plan.")]}  # fmt: skip
    return {
        "boat": boat, "at": iso(then), "made": iso(now), "pending": False, "lon": lon, "lat": lat, "place": "forecast",
        "forecast": forecast, "alive": alive, "points": [[1.8 + 0.012 * hours, 51.13, 3]] if forecast else [],
    }  # fmt: skip


def ring(lon: float, lat: float, size: float) -> dict:
    turns = [2 * math.pi * i / 48 for i in range(48)] + [0.0]
    return {
        "type": "Polygon",
        "coordinates": [[[lon + 1.5 * size * math.cos(a), lat + 0.5 * size * math.sin(a)] for a in turns]],
    }


def ensemble(boat: str, moment: datetime) -> bytes:
    """Alfa's points: little-endian float32 triples lon, lat, state."""
    forecast = drift(moment) if boat == "b1" else None
    if forecast is None:
        return b""
    hours, chance = (moment - at("0131")) / timedelta(hours=1), Random(1)
    size = 0.008 + 0.01 * hours
    rows = [
        (
            chance.gauss(1.80 + 0.012 * hours, 1.5 * size),
            chance.gauss(51.13 + 0.004 * hours, 0.5 * size),
            3.0 if chance.random() < forecast["states"]["people_in_water"] else 2.0,
        )
        for _ in range(3000)
    ]
    return b"".join(struct.pack("<3f", *row) for row in rows)


def boat(id: str, name: str, moment: datetime) -> dict:
    """One boat as known at a moment, from the reports that had come by then."""
    mine = [r for r in REPORTS if r["boat"] == id and r["received"] <= iso(moment)]
    placed = [r for r in mine if r["lon"] is not None]
    people = next((r["people"] for r in reversed(mine) if r["people"]), None)
    said = [r["condition"] for r in mine if r["condition"] != "unknown"]
    last, where = mine[-1]["received"], placed[-1] if placed else None
    wide = bool(where and where["ellipse_m"][0] > 1000)
    return {
        "id": id, "name": name, "names": [name], "status": "open", "recorded": id in ("b1", "b2"), "condition": said[-1],
        "lon": where and where["lon"], "lat": where and where["lat"], "ellipse_m": where and where["ellipse_m"],
        "place": "none" if not where else "area" if wide else "fix", "last_report_at": last,
        "age_s": (moment - datetime.fromisoformat(last)).total_seconds(), "people": people, "accounted": count(0, 0, 0),
        "unaccounted": people, "holders": ["gris-nez"] if id in ("b1", "b2") else [], "handover": None,
        "reports": [r["id"] for r in mine], "exists": 0.97, "same_boat": [], "refusals": [], "side": "FR", "forecast": None,
    }  # fmt: skip


MEMBERS = [
    {"report": "r4", "p": 0.97, "elsewhere": [], "reasons": [
        {"term": "caller", "db": 21.0, "words": words("made-up.caller", "The same call-back handle.")}]},
    {"report": "r8", "p": 0.76, "elsewhere": [{"boat": "b3", "p": 0.18}, {"boat": None, "p": 0.06}], "reasons": [
        {"term": "motion", "db": 11.2, "words": words("made-up.way2", "1.6 NM in 79 min with the stream.")},
        {"term": "condition", "db": 0.4, "words": words("made-up.condition2", "Taking water, then swamped.")},
        {"term": "channel", "db": -6.0, "words": words("made-up.boats", "About 20 boats expected.")}]},
]  # fmt: skip
DECISION = {
    "id": "d" * 64, "seq": 9, "at": iso(at("0145")), "kind": "different", "boat": None, "one": ["r7"], "other": ["r1"],
    "centre": "dover", "role": "watch officer", "reason": "the ship saw both", "p": 0.12,
    "conflicts": [words("made-up.against", "The way from one to the other would fit.")],
}  # fmt: skip


def alfa(moment: datetime) -> dict:
    row = boat("b1", "Alfa", moment)
    row["names"] = ["Alfa", "FR-07"]
    row["same_boat"] = [
        {"with": "r4", "p": 0.98, "reasons": [
            {"term": "motion", "db": 9.2, "words": words("made-up.way", "4.1 NM in 66 min needs 3.7 kn.")},
            {"term": "people", "db": 7.0, "words": words("made-up.people", "34 people both times.")},
            {"term": "caller", "db": 12.0, "words": words("made-up.caller", "The same call-back handle.")},
            {"term": "condition", "db": -2.5, "words": words("made-up.condition", "Under way before, taking water after.")}]},
        {"with": "b2", "p": 0.004, "reasons": [
            {"term": "people", "db": -14.0, "words": words("made-up.people2", "34 people against 50.")}],
         "reports": ["r3", "r5"], "blocks": "r3"},
    ] if moment >= at("0012") else []  # fmt: skip
    if moment >= at("0131"):
        row |= {"p": 0.71, "weakest": "r8", "members": MEMBERS, "alternatives": [
            {"p": 0.22, "parts": [["r1", "r2", "r4", "r6"], ["r8"]]},
            {"p": 0.07, "parts": [["r1", "r2"], ["r4", "r6"], ["r8"]]},
        ]}  # fmt: skip
    forecast = drift(moment)
    if forecast:
        lon, lat, _ = forecast["track"][-1]
        row |= {"forecast": forecast, "place": "forecast", "lon": lon, "lat": lat, "ellipse_m": None, "side": "GB"}
        row["off"] = {"kind": "light_vessel", "name": "Sandettie", "m": 5926, "bearing": 7}
    if moment >= at("0135"):
        state = "offered" if moment < at("0205") else "expired"
        row["handover"] = {
            "state": state,
            "giver": "gris-nez",
            "taker": "dover",
            "offered_at": iso(at("0135")),
            "expires": iso(at("0205")),
        }
    if moment >= at("0334"):
        row["refusals"] = [{"at": iso(at("0334")), "what": "closing", "centre": "gris-nez", "why": [
            words("made-up.evidence", "No evidence: nobody has seen these people."),
            words("made-up.accepted", "Dover has not accepted the hand-over."),
            words("made-up.left", "30 to 40 people are unaccounted for.")]}]  # fmt: skip
    return row


def bravo(moment: datetime) -> dict:
    row = boat("b2", "Bravo", moment)
    if moment >= at("0420"):
        row |= {"accounted": count(50, 50, 50), "unaccounted": count(0, 0, 0)}
    if moment >= at("0425"):
        row |= {"status": "closed", "condition": "landed"}
    return row


def alarm(key: str, kind: str, boat: str, since: str, text: str, by: str | None = None) -> dict:
    seen = [{"centre": "gris-nez", "role": by, "at": iso(at(since) + timedelta(minutes=5)), "reason": ""}] if by else []
    return {
        "key": key, "kind": kind, "boat": boat, "since": iso(at(since)), "words": words(f"made-up.{kind}", text),
        "owners": ["gris-nez"], "waits": by is None, "acknowledged": seen, "taken": None,
    }  # fmt: skip


ALARMS = [
    alarm("a1", "unanswered", "b1", "0055", "A missed call of Alfa is waiting to be rung back.", "watch officer"),
    alarm("a2", "handover_expired", "b1", "0205", "Dover never accepted Alfa: the offer has expired and Gris-Nez holds it."),
    alarm("a3", "broadcast_unacknowledged", "b1", "0227", "Nobody has acknowledged the Mayday relay of 02:12."),
    alarm("a4", "silence", "b3", "0234", "No report of boat 3 for 90 minutes."),
]
RESCUE = {"report": "r10", "none_of_ours": 0.05, "propose_at": 0.99, "closed_before": [], "candidates": [
    {"boat": "b2", "p": 0.93, "proposed": False, "left": count(0, 0, 8), "conflicts": [], "reasons": [
        {"term": "people", "db": 8.0, "words": words("made-up.same", "50 people both times.")}]},
    {"boat": "b1", "p": 0.02, "conflicts": [
        words("made-up.c1", "Alfa was swamped, with people in the water; this boat was dry and under way."),
        words("made-up.c2", "50 people were taken off; 30 to 40 were reported aboard Alfa.")]}]}  # fmt: skip
CONFLICT = {"subject": "People aboard Alfa", "statements": [
    {"says": "34", "source": "call 22:51", "grade": "E"},
    {"says": "about 40", "source": "relative 02:10", "grade": "E"}]}  # fmt: skip
NOT_RECORDED = words("made-up.wind", "The wind of this night is not known: the forecast runs on light wind from any direction.")


def picture(moment: datetime) -> dict:
    """What was known at a moment, in the shape that the page draws."""
    known = [r for r in REPORTS if r["received"] <= iso(moment)]
    heard = {r["boat"] for r in known}
    makers = {"b1": alfa, "b2": bravo, "b3": lambda m: boat("b3", "boat 3", m), "b4": lambda m: boat("b4", "boat 4", m)}
    boats = [make(moment) for id, make in makers.items() if id in heard]
    missing = [b for b in boats if b["status"] == "open" and b["unaccounted"]]
    total = {k: sum(b["unaccounted"][k] for b in missing) for k in ("min", "likely", "max")}
    cutter = {
        "asset": "Cutter",
        "status": "departed",
        "since": iso(at("0222")),
        "boat": "b1",
        "lon": 1.5,
        "lat": 51.13,
        "text": "an hour away",
    }
    return {
        "at": iso(moment), "log_position": sum(e["at"] <= iso(moment) for e in EVENTS), "case": "made-up", "label": "SIMULATED",
        "boats": boats, "reports": known, "rescues": [RESCUE] if moment >= at("0318") else [],
        "alarms": sorted((a for a in ALARMS if a["since"] <= iso(moment)), key=lambda a: not a["waits"]),
        "unaccounted": {"boats": [{"boat": b["id"], "name": b["name"], "count": b["unaccounted"]} for b in missing],
                         "total": total},
        "assets": [cutter] if moment >= at("0222") else [], "conflicts": [CONFLICT] if moment >= at("0210") else [],
        "notes": [{"at": iso(at("2230")), "text": "Poor visibility; no aircraft is flying."}] if moment >= at("2230") else [],
        "decisions": [DECISION] if moment >= at("0145") else [], "remarks": [], "banner": [NOT_RECORDED],
    }  # fmt: skip


CASE = {
    "case": "made-up", "label": "SIMULATED", "title": {"en": "A made-up night", "fr": "Une nuit inventée"}, "start": iso(START),
    "end": iso(END), "mode": "replay", "speed": 300,
    "findings": [{"title": "Nothing here happened", "url": "https://example.org/"}],
    "about": {"en": "Four invented boats for testing the page.", "fr": "Quatre bateaux inventés pour essayer la page."},
}  # fmt: skip


def polygon(*corners: tuple[float, float]) -> dict:
    return {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}}


COAST = {"type": "FeatureCollection", "features": [
    polygon((-0.2, 50.75), (0.25, 50.74), (0.97, 50.91), (1.17, 51.08), (1.37, 51.14), (1.4, 51.22), (1.44, 51.38),
            (0.5, 51.45), (-0.2, 51.5)),
    polygon((1.5, 49.9), (1.55, 50.3), (1.59, 50.72), (1.58, 50.87), (1.86, 50.97), (2.2, 51.03), (2.55, 51.09), (3.4, 51.35),
            (3.4, 49.9))]}  # fmt: skip
LINES = {"type": "FeatureCollection", "features": [
    {"type": "Feature",
     "properties": {"kind": "territorial", "name": {"en": "Territorial limit (rough)", "fr": "Limite (approchée)"}},
     "geometry": {"type": "LineString", "coordinates": [[1.26, 50.82], [1.36, 50.95], [1.55, 51.04],
                                                    [1.72, 51.1], [1.89, 51.2]]}}]}  # fmt: skip
