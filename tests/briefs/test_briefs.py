"""SITREP and watch sheet: in the form of IAMSAR, in both languages, from what was known then and nothing that came later."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from varne.briefs.facts import called
from varne.briefs.places import around
from varne.briefs.sitrep import issue, issued, number_of, paper_of, short, sitrep
from varne.briefs.speech import speech
from varne.briefs.watch import watch
from varne.cases.case import load
from varne.config import Config
from varne.record import events as ev
from varne.record.events import decode, encode
from varne.record.incident import Attended, Withheld, alarms
from varne.record.log import Log
from varne.sea.tides import dover_strait
from varne.search.assets import shipped
from varne.server.ahead import known_ahead
from varne.server.desk import Desk
from varne.writers.paper import Paper, Part, as_html, as_text

AT = datetime(2021, 11, 24, 3, 34, 30, tzinfo=UTC)
LETTERS = list("ABCDEFGHJKLMN")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with Log.open(tmp_path_factory.mktemp("log") / "night.varne", origin="replay") as log:
        for e in load("2021-11-24").entries:
            log.append(e.event, key=e.key, at=e.at)
        yield Desk(log.read, Config(states=300), dover_strait(), None)


@pytest.fixture(scope="module")
def known(desk):
    found = {}
    return lambda at=AT: found.setdefault(at, known_ahead(desk, at, 6.0))


def charlie(known, language="en", **how):
    sp = speech(language, called(known.night))
    return sitrep(known.night.boats["charlie"], known, sp, **{"centre": "dover", **how})


def part(paper, letter):
    return "\n".join(next(p.lines for p in paper.parts if p.letter == letter))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_sitrep_has_the_parts_of_the_form_in_order_and_none_is_empty(known, language):
    paper = charlie(known(), language)
    assert [p.letter for p in paper.parts] == LETTERS
    assert all(p.lines and all(p.lines) for p in paper.parts)
    assert [p.letter for p in short(paper).parts] == list("ABCDEF")


def test_it_says_where_the_boat_is_and_will_be_how_many_and_who_holds_it(known):
    paper = charlie(known())
    assert dict(paper.head)["TRANSMISSION PRIORITY"] == "DISTRESS"
    assert dict(paper.head)["DATE AND TIME"] == "240334Z NOV 21"
    where = part(paper, "B")
    assert "Last reported at 0230Z: 51°09.0'N 001°45.6'E" in where
    assert "Now, by forecast: 51°" in where
    assert "true from Sandettie light vessel" in where
    assert "At 0634Z: 51°" in where
    people = part(paper, "D")
    assert "33 said by someone aboard, call, 0051Z" in people
    assert "40 said by authority, VHF, 0201Z" in people
    assert "UNACCOUNTED FOR: 33 to 40, likely 40" in people
    assert part(paper, "F").startswith("Held by Dover, Gris-Nez")
    assert "NOBODY has acknowledged" in part(paper, "J")
    assert "Valiant: on scene since 0324Z" in part(paper, "L")
    assert "closing asked for by Gris-Nez was refused" in part(paper, "N")


def test_what_the_forecast_does_not_reach_is_said_not_left_out(known):
    """An outlook that goes two hours on tells of one hour, and says of three and six that they are not known."""
    now = known()
    where = part(charlie(replace(now, outlooks={**now.outlooks, "charlie": cut(now.outlooks["charlie"], 2.0)})), "B")
    assert "At 0434Z: 51°" in where
    assert "At 0634Z: not known, the forecast does not reach so far" in where
    assert "At 0934Z: not known" in where


def cut(o, hours):
    """An outlook that ends some hours after AT."""
    n = int(np.searchsorted(o.run.t, AT.timestamp() + hours * 3600.0, side="right"))
    per_time = {k: getattr(o.run, k)[:n] for k in ("t", "lon", "lat", "state", "flag")}
    return replace(o, run=replace(o.run, **per_time))


def test_nothing_in_it_came_later(known):
    early = charlie(known(datetime(2021, 11, 24, 1, 20, tzinfo=UTC)))
    text = as_text(early)
    assert "Valiant" not in text
    assert "0201Z" not in text
    assert part(early, "J") == "No broadcast and no hand-over is recorded"


def test_what_is_not_known_is_said(known):
    oscar = sitrep(known().night.boats["november"], known(), speech("en"), centre="dover")
    assert "No position has been reported" in part(oscar, "B")
    assert "No forecast" in part(oscar, "B")
    assert part(oscar, "K") == "No search is recorded"
    bare = replace(known().night.boats["november"], people=None, counts=(), unaccounted=None)
    assert part(sitrep(bare, known(), speech("en"), centre="dover"), "D") == "Nobody has said how many are aboard"
    assert "how many is not known" in part(sitrep(bare, known(), speech("en"), centre="dover"), "E")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_word_is_in_the_catalogue(known, language):
    sp = speech(language, called(known().night))
    papers = [sitrep(b, known(), sp, centre="dover", serial=2) for b in known().night.boats.values()]
    for paper in [*papers, watch(known(), sp, centre="gris-nez")]:
        assert not re.findall(r"\[\w+\.[\w.]+\]|\{\w+\}", as_text(paper))


def test_both_languages_say_the_same_lines(known):
    english, french = (charlie(known(), language) for language in ("en", "fr"))
    assert [len(p.lines) for p in english.parts] == [len(p.lines) for p in french.parts]
    assert "côté britannique" in part(french, "B")
    assert "Pris en charge par Douvres, Gris-Nez" in part(french, "F")


def test_the_radius_holds_its_share(known):
    o = known().outlooks["charlie"]
    there = around(o, AT)
    assert there.side == "GB"
    far = around(o, AT + timedelta(hours=3))
    assert far.radius > there.radius > 0
    assert around(o, AT + timedelta(days=9)) is None


def test_numbers_of_people_stay_out_even_when_somebody_typed_them(known):
    night = known().night
    boat = replace(night.boats["charlie"], names=("Charlie", "Zulu"))
    typed = replace(night.broadcasts["mayday-relay-charlie"], text="call back +44 7700 900123")
    told = replace(known(), night=replace(night, broadcasts={"x": typed}))
    assert "900123" not in as_text(sitrep(boat, told, speech("en"), centre="dover"))


def test_the_text_is_no_wider_than_a_message(known):
    for language in ("en", "fr"):
        for paper in (charlie(known(), language), watch(known(), speech(language), centre="dover")):
            assert max(map(len, as_text(paper).splitlines())) <= 72


def test_an_issued_sitrep_is_the_same_from_the_record_word_by_word(known):
    paper = charlie(known(), "fr", serial=1, to=("gris-nez",))
    event = issue(paper, boat="charlie", serial=1, centre="dover", role="watch officer", to=("gris-nez",), known=9, at=AT)
    again = paper_of(decode(encode(event)))
    assert as_text(again) == as_text(paper)
    assert as_html(again, "") == as_html(paper, "")


def test_serial_numbers_run_for_each_boat_and_centre(tmp_path, known):
    def act(boat, serial, centre):
        paper = charlie(known(), serial=serial)
        return issue(paper, boat=boat, serial=serial, centre=centre, role="watch officer", to=(), known=9, at=AT)

    with Log.open(tmp_path / "n.varne", origin="dover") as log:
        log.append(ev.BoatOpened(boat="charlie", name="Charlie", centre="dover", role="watch officer"))
        for boat, serial, centre in (
            ("charlie", 1, "dover"),
            ("charlie", 2, "dover"),
            ("charlie", 1, "gris-nez"),
            ("lima", 1, "dover"),
        ):
            log.append(act(boat, serial, centre))
        stored = list(log.read(0))
    assert number_of(stored, "charlie", "dover") == 3
    assert number_of(stored, "charlie", "gris-nez") == 2
    assert number_of(stored, "november", "dover") == 1
    assert [(e.centre, e.serial) for e in issued(stored, "charlie")] == [("dover", 1), ("dover", 2), ("gris-nez", 1)]


def test_a_watch_sheet_holds_every_open_boat_and_everything_that_waits(known):
    sheet = watch(known(), speech("en", called(known().night)), centre="dover")
    text = as_text(sheet)
    for b in known().night.boats.values():
        assert (f"OPEN: {b.name}" in text) == (b.status == "open")
    standing = alarms(known().night, AT, known().rules)
    assert f"Alarms nobody has acknowledged: {sum(a.waits for a in standing)}." in " ".join(text.split())
    assert text.count("NOT ACKNOWLEDGED") == sum(a.waits for a in standing)
    titles = [p.title for p in sheet.parts]
    assert titles[0] == "SUMMARY"
    unknown = "\n".join(sheet.parts[titles.index("NOT KNOWN, NOT DECIDED, CONTRADICTORY")].lines)
    assert len(known().night.conflicts) == sum(c.subject in unknown for c in known().night.conflicts) > 0
    for ident in known().night.unassigned:
        assert f"{known().night.reports[ident].report.when:%H%M}Z" in unknown


def test_alarms_that_nobody_has_acknowledged_stand_first(known):
    first, *rest = alarms(known().night, AT, known().rules)
    assert rest
    seen = replace(known().night, acknowledged={first.key: (Attended(first.owners[0], "watch officer", AT),)})
    told = replace(known(), night=seen)
    sheet = watch(told, speech("en", called(seen)), centre="dover")
    (lines,) = [p.lines for p in sheet.parts if p.title == "ALARMS"]
    assert ["NOT ACKNOWLEDGED" in line for line in lines] == [True] * len(rest) + [False]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_withheld_stands_in_the_sitrep_and_on_the_watch_sheet_with_what_is_lacking(known, language):
    night = known().night
    cutter = next(a for a in shipped() if a.kind == "cutter")
    reason = "kept for the morning, call 07700 900123"
    kept = Withheld(cutter.name, ("charlie",), AT, "dover", "SAR mission co-ordinator", reason)
    told = replace(known(), night=replace(night, withheld={cutter.name: (kept,)}), fleet=shipped())
    sp = speech(language, called(night))
    (lines,) = [p.lines for p in sitrep(night.boats["charlie"], told, sp, centre="dover").parts if p.letter == "L"]
    said = [line for line in lines if cutter.name in line]
    word = {"en": "WITHHELD 0334Z by Dover", "fr": "GARDÉ EN RÉSERVE 0334Z par Douvres"}[language]
    free = {"en": "Free places: 98", "fr": "Places libres : 98"}[language]
    assert word in said[0]
    assert free in said[0].replace("\u00a0", " ")
    assert "900123" not in " ".join(said)  # no number leaves with a paper
    people = night.boats["charlie"].unaccounted.max
    assert any(str(people) in line and "98" in line for line in lines if line not in said)
    sheet = watch(told, sp, centre="dover")
    assert sum(word in line for p in sheet.parts for line in p.lines) == 2  # under the boat, and under the units


def test_what_is_withheld_from_a_boat_that_is_not_on_record_here_is_not_said_to_be_withheld_from_all(known):
    night = known().night
    kept = Withheld("a cutter", ("of-the-other-side",), AT, "dover", "liaison", "for the morning")
    told = replace(known(), night=replace(night, withheld={"a cutter": (kept,)}))
    sheet = watch(told, speech("en", called(night)), centre="dover")
    (line,) = [line for p in sheet.parts for line in p.lines if "a cutter" in line]
    assert "of-the-other-side" in line


def test_markup_in_words_is_words():
    paper = Paper("<b>", "en", (("<i>", "&"),), (Part("A", "<script>", ("<img src=x onerror=alert(1)>",)),), ("<",))
    assert not re.search(r"<(?:b|i|script|img)\b", as_html(paper, "").replace("<body>", ""))
