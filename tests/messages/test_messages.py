"""E-mails and exported messages become reports: what was said comes in, who said it does not, nothing is opened."""

import hashlib
import json
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varne.fusion.report import Count
from varne.readers.lists import Told
from varne.readers.messages import read_chat, read_mail, read_message_lines, report_of
from varne.readers.messages.told import numbered
from varne.readers.reports import read_reports, report_line
from varne.readers.scrub import scrubbed, telephones

AT = datetime(2021, 11, 24, 6, tzinfo=UTC)
TOLD = Told(AT)


def key(number):
    return hashlib.sha256(f"key{number}".encode()).hexdigest()


KEYED = Told(AT, key=key)


def reports(found, told=TOLD):
    return [r.report for r in numbered([report_of(m, told) for m in found.messages])]


def mail(**headers):
    made = EmailMessage()
    made["From"] = "Jeanne Dupont <jeanne@example.org>"
    made["To"] = "MRCC Dover <desk@example.net>"
    made["Date"] = "Wed, 24 Nov 2021 02:05:00 +0100"
    made["Subject"] = "Distress: boat with 33 people"
    made["Message-ID"] = "<1@example.org>"
    for name, value in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    return made


BODY = """Hello,
we are in contact with 33 people in distress at 51°08.5'N 001°44.5'E.
You can reach them at +44 7700 900123.

Le 24 nov. 2021 à 01:50, Ali Hassan <ali@example.com> a écrit :
> De : Ali Hassan
> engine stopped, water coming in, says Ali
Regards,
Jeanne
--
Jeanne Dupont, shift team
"""


def test_a_mail_becomes_a_report_without_the_people():
    made = mail()
    made.set_content(BODY)
    made.add_attachment(b"\xff\xd8picture", maintype="image", subtype="jpeg", filename="Jeanne.jpg")
    found = read_mail(made.as_bytes(), KEYED)
    (report,) = reports(found, KEYED)
    assert (report.lon, report.lat) == pytest.approx((1.74167, 51.14167), abs=1e-5)
    assert report.received == datetime(2021, 11, 24, 1, 5, tzinfo=UTC)
    assert (report.channel, report.source, report.people) == ("email", "ngo", Count(33, 33, 33))
    assert report.caller == key("+447700900123")
    assert "engine stopped, water coming in" in report.text
    digest = hashlib.sha256(b"\xff\xd8picture").hexdigest()
    assert f"[attachment, image/jpeg, 9 bytes, sha256 {digest}]" in report.text
    line = report_line(report)
    assert not [s for s in ("Jeanne", "Dupont", "Ali", "Hassan", "example", "7700", "900123") if s in line]


def test_the_same_mail_again_is_the_same_report_and_the_received_line_counts():
    made = mail()
    made.set_content("help")
    made["Received"] = "from a by b with SMTP id 1; Wed, 24 Nov 2021 01:06:30 +0000"
    first, second = (reports(read_mail(made.as_bytes(), t))[0] for t in (TOLD, Told(datetime(2021, 11, 25, tzinfo=UTC))))
    assert first == second
    assert first.received == datetime(2021, 11, 24, 1, 6, 30, tzinfo=UTC)


def test_html_is_read_as_people_see_it_and_keeps_the_pin():
    made = mail()
    made.set_content(
        "<html><head><title>no</title></head><body><style>p{}</style><p>Boat &eacute;tat</p><script>x</script>"
        '<a href="https://maps.google.com/?q=51.14167,1.74167">here</a><img src="https://track.example/x.png"></body></html>',
        subtype="html",
    )
    (report,) = reports(read_mail(made.as_bytes(), TOLD))
    assert (report.lon, report.lat) == pytest.approx((1.74167, 51.14167))
    assert "Boat état" in report.text
    assert "track.example" not in report.text
    assert not {"x", "no", "p{}"} & set(report.text.split())


def test_a_mail_inside_a_mail_is_read_and_its_attachments_too():
    inner = mail(From="Ali Hassan <ali@example.com>")
    inner.set_content("we sink near 51°05.0'N 001°40.0'E")
    inner.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="x.pdf")
    outer = mail(Message_ID="<2@example.org>")
    outer.set_content("see below")
    outer.add_attachment(inner)
    found = read_mail(outer.as_bytes(), TOLD)
    (report,) = reports(found)
    assert "we sink near" in report.text
    assert "Ali" not in report.text
    assert [a.media for a in found.messages[0].attachments] == ["application/pdf"]
    assert (report.lon, report.lat) == pytest.approx((1.66667, 51.08333), abs=1e-5)


def test_an_ambiguous_position_is_a_problem_with_its_readings():
    made = mail()
    made.set_content("they say 51.085 1.445")
    (made_of,) = [report_of(m, TOLD) for m in read_mail(made.as_bytes(), TOLD).messages]
    assert made_of.report.lon is None
    assert made_of.report.position_text
    assert "51.08500 N 1.44500 E" in made_of.problems[-1].why
    assert "51.14167 N 1.74167 E" in made_of.problems[-1].why


def test_several_numbers_and_several_counts_are_not_guessed():
    made = mail(Subject="two boats")
    made.set_content("33 people, call +447700900123; 40 people, call +447700900124")
    (told,) = [report_of(m, KEYED) for m in read_mail(made.as_bytes(), KEYED).messages]
    assert told.report.caller is None
    assert told.report.people is None
    assert {p.why for p in told.problems} == {"several counts: 33 people, 40 people", "2 telephone numbers"}


IOS = """\u200e[24/11/2021, 02:05:33] +44 7700 900123: \u200eMessages and calls are end-to-end encrypted.
[24/11/2021, 02:05:40] +44 7700 900123: we are 33 people
please help, engine stopped
[24/11/2021, 02:06:01] +44 7700 900123: \u200eMissed voice call, \u200eTap to call back
[24/11/2021, 02:06:30] +44 7700 900123: \u200eLocation: https://maps.google.com/?q=51.141667,1.741667
[24/11/2021, 02:07:00] Desk Dover: Help is coming, Omar
[24/11/2021, 02:07:10] Omar Khan: \u200e<attached: 00000012-PHOTO-2021-11-24-02-07-10.jpg>
[24/11/2021, 02:07:12] Omar Khan: \u200eimage omitted
"""
ANDROID = """24/11/2021 à 02:05 - Les messages et les appels sont chiffrés de bout en bout.
24/11/2021 à 02:05 - Bateau 3 : nous sommes une trentaine de personnes
24/11/2021 à 02:06 - Bateau 3 : Appel vocal manqué
24/11/2021 à 02:07 - Bateau 3 : Localisation : https://maps.google.com/?q=51.141667,1.741667
24/11/2021 à 02:08 - Bateau 3 : IMG-20211124-WA0003.jpg (fichier joint)
24/11/2021 à 02:09 - Bateau 3 : <Médias omis>
"""


def test_a_chat_of_an_iphone():
    told = Told(AT, key=key, roles={"Desk Dover": "desk", "Omar Khan": "relative"})
    found = read_chat(IOS.encode(), told, {"00000012-PHOTO-2021-11-24-02-07-10.jpg": b"jpeg"}.get)
    told_of = reports(found, told)
    assert [r.channel for r in told_of] == ["message", "message", "missed_call", "pin", "message", "message"]
    assert told_of[1].text == "we are 33 people\nplease help, engine stopped"
    assert told_of[1].people == Count(33, 33, 33)
    assert {r.caller for r in told_of[:4]} == {key("+447700900123")}
    assert told_of[3].lon == pytest.approx(1.741667)
    assert told_of[4].source == "relative"
    assert hashlib.sha256(b"jpeg").hexdigest() in told_of[4].text
    assert "not in the export" in told_of[5].text
    assert any("1 messages of our own desk" in a for a in found.assumed)
    lines = "".join(map(report_line, told_of))
    assert not [s for s in ("Omar", "Khan", "7700", "Desk Dover") if s in lines]


def test_a_chat_in_french_of_an_android():
    told_of = reports(read_chat(ANDROID.encode(), Told(AT, zone="Europe/Paris")))
    assert [r.channel for r in told_of] == ["message", "missed_call", "pin", "message", "message"]
    assert told_of[0].received == datetime(2021, 11, 24, 1, 5, tzinfo=UTC)
    assert told_of[0].people == Count(24, 30, 36)
    assert told_of[2].lat == pytest.approx(51.141667)
    assert "image/jpeg" in told_of[3].text


def test_a_chat_exported_later_and_longer_gives_the_same_reports_again():
    first, longer = (
        reports(read_chat(IOS.encode(), TOLD)),
        reports(read_chat((IOS + "[24/11/2021, 03:00:00] A: more\n").encode(), TOLD)),
    )
    assert longer[: len(first)] == first
    assert len({r.id for r in longer}) == len(longer)


def test_json_lines_of_a_telephone_system():
    lines = [
        json.dumps({"timestamp": 1637719533, "from": "+447700900123", "body": "help, 33 people"}),
        json.dumps({"time": "2021-11-24T02:06:00+00:00", "number": "+447700900123", "type": "missed_call"}),
        json.dumps({"ts": 1637719733000, "sender": "Ann", "text": "ok", "from_me": True}),
        json.dumps({"at": "x", "text": "no clock", "attachments": [{"type": "image/png", "base64": "cA=="}]}),
        "{",
        "[]",
    ]
    found = read_message_lines(lines, KEYED)
    told_of = reports(found, KEYED)
    assert [r.channel for r in told_of] == ["message", "missed_call", "message"]
    assert told_of[0].received == datetime(2021, 11, 24, 2, 5, 33, tzinfo=UTC)
    assert told_of[0].caller == told_of[1].caller == key("+447700900123")
    assert told_of[2].received == AT
    assert hashlib.sha256(b"p").hexdigest() in told_of[2].text
    assert [p.where for p in found.problems] == ["line 4", "line 5", "line 6"]


NUMBERS = ["+447700900123", "+44 7700 900 123", "0033 6 12 34 56 78", "06 12 34 56 78", "06.12.34.56.78", "07700 900123"]
POSITIONS = ["51°08.5'N 001°44.5'E", "51.14167 1.74167", "N51 08.500 E001 44.500", "5108.5N 00144.5E", "51 08 30 N 001 44 30 E"]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("position", POSITIONS)
def test_numbers_go_and_positions_stay(number, position):
    text = f"call {number} now, at {position}, MMSI 235070762, 24/11/2021 02:05, CROSS 2021/0712"
    assert telephones(text) and number not in scrubbed(text)
    assert scrubbed(text) == text.replace(number, "[number withheld]")


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(categories=["L", "P", "Z"], exclude_characters="+.°'"), max_size=30),
    st.sampled_from(NUMBERS),
    st.text(st.characters(categories=["Lu", "Ll"]), min_size=4, max_size=12),
    st.text(st.characters(categories=["L", "P", "Z"], exclude_characters="°'′º.,"), max_size=30),
)
def test_no_number_and_no_sender_of_a_chat_passes(before, number, name, after):
    chat = f"[24/11/2021, 02:05:33] {name}: {before} {number} {name} {after}\n"
    for made in reports(read_chat(chat.encode("utf-8", "replace"), TOLD)):
        assert number not in made.text
        assert name not in made.text.replace("[number withheld]", "").replace("[name withheld]", "").split()


NAMES = ["From", "Date", "Subject", "Received", "Content-Type", "Content-Transfer-Encoding", "Message-ID", "Reply-To"]
KINDS = ["", "=?utf-8?q?=ff?=", "=?x-no?b?!!?=", "multipart/mixed; boundary=b", "text/html; charset=none", "message/rfc822"]
headers = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(KINDS) | st.text(max_size=40)), max_size=5)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), headers, st.sampled_from(KINDS))
def test_any_bytes_are_read_as_mail(body, given_headers, kind):
    head = "".join(f"{name}: {value}\n" for name, value in given_headers).encode("utf-8", "surrogatepass")
    parts = b"From: a\nContent-Type: " + kind.encode() + b"\n" + head + b"\n--b\n" + head + b"\n" + body + b"\n--b--"
    for content in (body, head + b"\n" + body, parts):
        for m in read_mail(content, KEYED).messages:
            report_line(report_of(m, KEYED).report)


SHAPES = [
    "[24/11/2021, 02:05:33] A: ",
    "24/11/2021 à 02:05 - B : ",
    "99/99/9999, 25:99 - C: ",
    "[1/1/1, 1:01 am] D: ",
    "\u200e",
    "\n",
]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SHAPES), st.text(max_size=25)), max_size=6), st.binary(max_size=40))
def test_any_text_is_read_as_a_chat(parts, rest):
    content = "\n".join(a + b for a, b in parts).encode("utf-8", "replace") + rest
    for m in read_chat(content, KEYED).messages:
        report_line(report_of(m, KEYED).report)


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10),
    lambda v: (
        st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(["lat", "lon", "base64", "type", "data"]), v, max_size=3)
    ),
    max_leaves=5,
)
FIELDS = ["at", "timestamp", "from", "text", "lat", "lon", "location", "attachments", "type", "id", "direction", "from_me"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), VALUES).map(json.dumps) | st.text(max_size=30), max_size=4))
def test_any_json_lines_are_read(lines):
    for m in read_message_lines(lines, KEYED).messages:
        report_line(report_of(m, KEYED).report)


def test_every_report_is_a_report_line():
    told_of = reports(read_chat(IOS.encode(), TOLD))
    again, problems = read_reports([report_line(r) for r in told_of])
    assert list(again) == told_of
    assert problems == ()
