"""The two catalogues: equal keys, equal placeholders, a word for everything the modules and the server can say."""

import json
import re
from pathlib import Path

import pytest

from varne.access.roles import PERMISSIONS, ROLES
from varne.fusion.report import CHANNELS, CONDITIONS, SOURCES
from varne.fusion.sentences import FACTS, PLAIN, WEIGHTS
from varne.picture.alarms import SENTENCES as AHEAD
from varne.picture.contradictions import SENTENCES as APART
from varne.picture.decided import SENTENCES as DECIDED
from varne.picture.doubts import SENTENCES as DOUBTS
from varne.picture.tasking import SENTENCES as TASKING
from varne.readers.places import places
from varne.record.events import KINDS
from varne.record.incident.sentences import SENTENCES
from varne.search.assets import shipped
from varne.search.sentences import SENTENCES as SEARCHING
from varne.survival.sentences import SENTENCES as SURVIVAL

WEB = Path(__file__).parents[2] / "src/varne/server/web"
EN, FR = (json.loads((WEB / f"words/{code}.json").read_text("utf-8")) for code in ("en", "fr"))
MODULES = sorted((WEB / "js").rglob("*.js"))


def keys_in(text: str) -> set[str]:
    """Keys written out in a module, `t("list.boat")`, or in the page, data-t="list.boat"."""
    return set(re.findall(r"""\b(?:t|fact)\(\s*"([^"]+)\"""", text)) | set(
        re.findall(r'data-t(?:-label|-title)?="([^"]+)"', text)
    )


def test_both_catalogues_have_the_same_keys() -> None:
    assert EN.keys() == FR.keys()


@pytest.mark.parametrize("key", sorted(EN))
def test_both_languages_fill_the_same_places(key: str) -> None:
    places = [sorted(re.findall(r"\{(\w+)\}", words[key])) for words in (EN, FR)]
    assert places[0] == places[1]
    assert EN[key].strip() and FR[key].strip()


@pytest.mark.parametrize("file", [*MODULES, *sorted(WEB.glob("*.html"))], ids=lambda f: f.name)
def test_every_key_that_is_used_exists(file: Path) -> None:
    assert keys_in(file.read_text("utf-8")) <= EN.keys()


def test_the_key_finder_finds_keys() -> None:
    assert keys_in("""h("p", {}, t("a.b"), t('x')) <b data-t="c"> fact("d.e", 1)""") == {"a.b", "c", "d.e"}


FAMILIES = {
    "condition": CONDITIONS,
    "channel": CHANNELS,
    "source": SOURCES,
    "label": ("RECONSTRUCTION", "SIMULATED", "LIVE"),
    "handover": ("offered", "accepted", "refused", "expired"),
    "status": ("tasked", "departed", "on_scene", "left_scene", "berthed", "sighting"),
    "place": ("fix", "area", "forecast", "between", "ended", "last", "none"),
    "term": ("motion", "people", "condition", "caller", "boat", "group", "channel", "decided"),
    "decided": ("joined", "split", "same", "different"),
    "basis": ("public record", "replay assumption", "simulated", "live"),
    "centre": ("dover", "gris-nez"),
    "role": tuple(ROLES),
    "may": PERMISSIONS,
    "asset_kind": ("lifeboat", "inshore", "cutter", "helicopter", "aircraft", "drone"),
    "pattern": ("PS", "CS", "SS", "VS"),
    "search": ("left_out", "ready", "kept_back", "row.plan", "row.in_vain", "bound_note.pos", "bound_note.alive"),
    "values": tuple({name for a in shipped() for name in a.judged}),
    "search.form": ("gpx", "rtz", "radio-en", "radio-fr"),
}


@pytest.mark.parametrize(("family", "members"), FAMILIES.items(), ids=FAMILIES.keys())
def test_every_member_of_a_family_has_a_word(family: str, members: tuple[str, ...]) -> None:
    assert {f"{family}.{m}" for m in members} <= EN.keys()


SAID_BY_THE_SERVER = SENTENCES | {f"fusion.{key}": text for key, text in PLAIN.items()}
SAID_BY_THE_SERVER |= AHEAD | TASKING | DECIDED | DOUBTS | APART | SEARCHING | SURVIVAL
SAID_BY_THE_SERVER |= {
    f"fusion.{key}.{side}": weight.format(fact=fact, times="{times}")
    for key, fact in FACTS.items()
    for side, weight in WEIGHTS.items()
}


@pytest.mark.parametrize("key", sorted(SAID_BY_THE_SERVER))
def test_sentences_of_the_server_are_the_catalogues(key: str) -> None:
    """The English catalogue says what the server says, so nobody reads two versions of one sentence."""
    assert EN[key] == SAID_BY_THE_SERVER[key]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_event_has_a_sentence(kind: str) -> None:
    """Its places are fields of the event (of the report, for a report), so none stays empty by a misspelling."""
    fields = {"channel", "source", "text"} if kind == "report" else set(KINDS[kind].__struct_fields__)
    assert set(re.findall(r"\{(\w+)\}", EN[f"event.{kind}"])) <= fields


def test_no_file_of_the_page_asks_outside() -> None:
    """Only the vendored files may hold an address (in a comment or a namespace); ours hold none but the SVG namespace."""
    own = [
        f for f in WEB.rglob("*") if f.is_file() and "vendor" not in f.parts and f.suffix in {".js", ".html", ".css", ".json"}
    ]
    found = {u for f in own for u in re.findall(r"https?://[^\s\"'`)]+", f.read_text("utf-8"))}
    assert found <= {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize(
    "text",
    ["50.55 1.30", "51 08 30 1 44 30", "51°08.5'N 001°44.5'O", "51,1417 1,7417", "51.70 1.2", "51 08.5 1.7417", "51.1 -1.7 N"],
)
def test_what_speaks_for_or_against_a_reading_is_said_in_french_too(text: str) -> None:
    notes = {note for judged in places(text) for note in judged.reading.notes}
    keys = {"reading." + re.sub(r"\d+|\bD(?:D|M|MS)\b", "#", note) for note in notes}
    assert keys and keys <= FR.keys()
