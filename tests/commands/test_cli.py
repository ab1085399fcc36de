"""The commands as a person or a script runs them: output keys, exit codes, words."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from varne.cases.case import load
from varne.cli import main
from varne.record.log import Log

GOOD = {
    "id": "a",
    "received": "2021-11-24T01:00:00Z",
    "channel": "pin",
    "source": "occupant",
    "lon": 1.7,
    "lat": 51.1,
    "error_m": 100,
}


def varne(*arguments, stdin=None):
    return CliRunner().invoke(main, arguments, input=stdin)


def plain(result):
    return json.loads(result.stdout)


def test_position_prints_the_reading_of_the_mayday_relay():
    result = varne("position", "51°08.5'N 001°44.5'E", "--json")
    assert result.exit_code == 0
    (reading,) = plain(result)["readings"]
    assert set(reading) >= {"lon", "lat", "notation", "text", "in_area", "at_sea", "notes"}
    assert (round(reading["lon"], 5), round(reading["lat"], 5)) == (1.74167, 51.14167)
    assert reading["at_sea"] is True


def test_position_never_guesses_a_bare_pair():
    readings = plain(varne("position", "51.085 1.445", "--json"))["readings"]
    assert {"DD", "DM as DD"} <= {r["notation"] for r in readings}
    assert all(r["notes"] for r in readings)
    assert readings[0]["in_area"]
    assert not readings[-1]["in_area"]


def test_position_without_one_says_what_is_allowed():
    result = varne("position", "help us please")
    assert result.exit_code == 1
    assert "51°08.5'N 001°44.5'E" in result.stderr
    assert plain(varne("position", "help us", "--json")) == {"readings": []}


def test_fuse_takes_the_good_lines_and_lists_the_bad(tmp_path):
    bad = [
        {**GOOD, "id": "b", "mood": "bad"},
        {**GOOD, "id": "c", "received": "soon"},
        {**GOOD, "id": "d", "received": "2021-11-24T01:00:00"},
        {**GOOD, "id": "e", "lat": 95},
        {k: v for k, v in {**GOOD, "id": "f", "position_text": ""}.items() if k not in ("lon", "lat", "error_m")},
    ]
    path = tmp_path / "reports.jsonl"
    path.write_text("\n".join(json.dumps(r) for r in [GOOD, *bad]))
    result = varne("fuse", str(path), "--json")
    assert result.exit_code == 1
    answer = plain(result)
    assert [b["reports"] for b in answer["boats"]] == [["a"]]
    assert [p["where"] for p in answer["problems"]] == [f"line {n}" for n in range(2, 7)]
    assert all(p["text"] and p["why"] and p["mend"] for p in answer["problems"])
    assert len(result.stderr.splitlines()) == 5


def test_fuse_prints_the_contract_and_explains_itself():
    lines = [json.dumps(GOOD), json.dumps({**GOOD, "id": "b", "received": "2021-11-24T01:20:00Z", "lon": 1.71, "lat": 51.11})]
    result = varne("fuse", "-", "--json", "--at", "2021-11-24T02:00Z", stdin="\n".join(lines))
    assert result.exit_code == 0
    answer = plain(result)
    assert set(answer) >= {"at", "boats", "pairs", "rescues", "problems"}
    assert set(answer["boats"][0]) >= {"id", "reports", "exists", "lon", "lat", "ellipse_m", "people", "state", "reasons"}
    assert set(answer["pairs"][0]) >= {"a", "b", "same", "reasons"}
    text = varne("fuse", "-", stdin="\n".join(lines)).stdout
    assert "proposals" in text
    assert "more likely" in text or "less likely" in text


def test_drift_prints_the_contract():
    arguments = "--lon 1.75947 --lat 51.15075 --at 2021-11-24T03:12Z --hours 2 --object piw --n 500".split()
    answer = plain(varne("drift", *arguments, "--contains", "1.78,51.17", "--json"))
    assert set(answer) >= {"object", "n", "seed", "fields", "hours"}
    assert [h["at"] for h in answer["hours"]] == [f"2021-11-24T0{h}:12:00Z" for h in (3, 4, 5)]
    assert set(answer["hours"][0]) >= {"at", "lon", "lat", "regions", "stranded", "outside", "contains"}
    assert set(answer["hours"][0]["regions"]) == {"0.5", "0.9", "0.95"}
    assert answer == plain(varne("drift", *arguments, "--contains", "1.78,51.17", "--json", "--seed", "1"))


def test_drift_on_a_summed_current_goes_further_that_way(tmp_path):
    base = "--lon 1.5 --lat 51.0 --at 2021-11-24T03:12Z --hours 2 --object inflatable --n 800 --json".split()
    tide, pushed = (plain(varne("drift", *base, "--current", c))["hours"][-1] for c in ("tide", "tide+constant:0.5,0.1"))
    assert pushed["lon"] - tide["lon"] == pytest.approx(0.5 * 7200 / 70_200, rel=0.2)


def test_drift_writes_every_format_and_prints_nothing_then(tmp_path):
    base = "--lon 1.5 --lat 51.0 --at 2021-11-24T03:12Z --hours 2 --object inflatable --n 800".split()
    names = ["d.json", "d.geojson", "d.kml", "d.gpx", "d.txt", "d.png", "d.nc", "d.map.nc"]
    result = varne("drift", *base, *(part for name in names for part in ("-o", str(tmp_path / name))))
    assert result.exit_code == 0
    assert result.stdout == ""
    assert all((tmp_path / name).stat().st_size > 200 for name in names)
    assert json.loads((tmp_path / "d.json").read_text())["object"] == "inflatable"


def test_drift_backwards_undoes_drift_on_a_steady_stream():
    fields = "--current constant:0.4,-0.2 --wind constant:0,0".split()
    base = "--at 2021-11-24T03:12Z --object SLDMB --n 400 --json --error-m 100".split() + fields
    there = plain(varne("drift", "--lon", "1.5", "--lat", "51.0", "--hours", "3", *base))["hours"][-1]
    back = plain(varne("drift", "--lon", str(there["lon"]), "--lat", str(there["lat"]), "--hours", "-3", *base))["hours"]
    assert [h["at"] for h in back] == [f"2021-11-24T0{h}:12:00Z" for h in range(4)]
    assert (back[0]["lon"], back[0]["lat"]) == pytest.approx((1.5, 51.0), abs=0.003)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("--at 2021-11-24T03:12 --object piw", "has no zone; write 2021-11-24T03:12Z"),
        ("--at then --object piw", "write it as 2021-11-24T03:12Z"),
        ("--at 2021-11-24T03:12Z --object canoe", "canoe"),
        ("--at 2021-11-24T03:12Z --object piw -o drift.pdf", "give one of .json"),
        ("--at 2021-11-24T03:12Z --object piw --current 7", "no forecast at '7'"),
        ("--at 2021-11-24T03:12Z --object piw --current constant:1", "write constant:U,V"),
        ("--at 2021-11-24T03:12Z --object piw --contains here", "write longitude and latitude"),
        ("--at 2021-11-24T03:12Z --object piw --contains 51.0,151.5", "write longitude and latitude"),
        ("--at 2021-11-24T03:12Z --object piw --contains nan,51", "write longitude and latitude"),
    ],
)
def test_a_misused_drift_ends_with_2_and_one_explanation(arguments, words):
    result = varne("drift", "--lon", "1.5", "--lat", "51.0", "--hours", "1", *arguments.split())
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr


WHERE = ("--lon", "1.5", "--lat", "51.0", "--at", "2021-11-24T03:12Z")


@pytest.mark.parametrize(
    "arguments",
    [
        ("drift", *WHERE, "--hours", "1", "--n", "10", "--object", "piw", "-o", "{missing}/drift.json"),
        ("search", "{example}", "-o", "{missing}/plan.json"),
        ("search", "{folder}"),
        ("cover", "{folder}"),
        ("drift", *WHERE, "--hours", "1", "--object", "piw", "--wind", "{folder}/none.nc"),
    ],
)
def test_a_file_that_cannot_be_read_or_written_is_one_line(arguments, tmp_path):
    example = tmp_path / "request.json"
    datum = {"lon": 1.6, "lat": 51.05, "at": "2021-11-24T03:34Z", "object": "piw"}
    wish = {"at": "2021-11-24T03:34Z", "hours": 2, "states": 100, "seconds": 0, "datums": [datum]}
    example.write_text(json.dumps(wish | {"assets": [{"name": "Lydd helicopter"}]}))
    named = {"missing": tmp_path / "no such folder", "folder": tmp_path, "example": example}
    result = varne(*(word.format(**named) for word in arguments))
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].startswith("Error: ")


def test_drift_of_a_place_on_land_says_so():
    result = varne("drift", *"--lon 1.08 --lat 51.28 --at 2021-11-24T03:12Z --hours 1 --object piw".split())
    assert result.exit_code == 2
    assert "holds no sea" in result.stderr


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "night.varne"
    with Log.open(path, origin="replay") as log:
        for e in load("2021-11-24").entries[:46]:
            log.append(e.event, key=e.key, at=e.at)
    return path


def test_log_verify_export_import_replay(night, tmp_path):
    assert "46 events, sound to the end" in varne("log", "verify", str(night)).stdout
    exported = varne("log", "export", str(night)).stdout
    assert len(exported.splitlines()) == 1 + 46 + 1  # between the first line and the last
    copy = tmp_path / "copy.varne"
    assert varne("log", "import", str(copy), "-", stdin=exported).exit_code == 0
    first, second = (plain(varne("log", "verify", str(p), "--json"))["head"] for p in (night, copy))
    assert first == second
    shown = varne("log", "replay", str(night), "--at", "2021-11-24T03:34:30Z").stdout
    assert "Charlie: open, people in water, 33 to 40 people unaccounted" in shown
    assert "refused closing by gris-nez" in shown
    assert plain(varne("log", "replay", str(night), "--json"))["log_position"] == 46


def test_a_damaged_log_is_named_by_event_and_not_served(night, tmp_path):
    broken = tmp_path / "broken.varne"
    content = bytearray(night.read_bytes())
    spot = content.index(b"Mayday Relay by Dover")
    content[spot : spot + 6] = b"MAYDAY"
    broken.write_bytes(content)
    result = varne("log", "verify", str(broken))
    assert result.exit_code == 1
    assert "event 32" in result.stderr or "event 3" in result.stderr
    (tmp_path / "varne.toml").write_text(f'port = 0\ncentre = "replay"\nlog = "{broken}"\n')
    served = varne("serve", "--config", str(tmp_path / "varne.toml"))
    assert served.exit_code == 1
    assert "is damaged" in served.stderr
    assert broken.read_bytes() == bytes(content)
    assert varne("log", "replay", str(broken)).exit_code == 1


def test_serve_refuses_a_config_it_does_not_know(tmp_path):
    (tmp_path / "varne.toml").write_text("prot = 80\n")
    result = varne("serve", "--config", str(tmp_path / "varne.toml"))
    assert result.exit_code == 2
    assert "prot" in result.stderr
    assert "the keys are centre, port" in result.stderr


def test_an_unknown_case_lists_the_cases():
    result = varne("demo", "--case", "tonight")
    assert result.exit_code == 2
    assert "2021-11-24, simulated-night" in result.stderr


def demo(tmp_path, *arguments):
    """The real program, without a display."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment |= {"VARNE_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "varne", "demo", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def test_a_taken_port_is_one_line_and_no_traceback(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = demo(tmp_path, "--port", str(taken.getsockname()[1]))
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == ""
    assert err.startswith("port ")
    assert "--port" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_without_a_display_it_prints_the_address_and_a_signal_stops_it_cleanly(tmp_path, how):
    process = demo(tmp_path, "--port", "0")
    said = []
    for line in process.stderr:
        said.append(line)
        if "no browser" in line:
            break
    assert any(line.startswith("open http://127.0.0.1:") for line in said)
    time.sleep(0.5)
    process.send_signal(how)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert "stopped" in err or how == signal.SIGTERM
    (log,) = (tmp_path / "demo").glob("2021-11-24-*.varne")
    assert varne("log", "verify", str(log)).exit_code == 0


ADRIFT = [
    "drift",
    "--lon",
    "1.75947",
    "--lat",
    "51.15075",
    "--at",
    "2021-11-24T03:12Z",
    "--hours",
    "2",
    "--object",
    "piw",
    "--n",
    "10",
    "--json",
]


def test_the_device_of_a_drift_is_an_option_and_gives_the_same_places():
    simulator = os.environ | {"NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-W", "ignore::RuntimeWarning", "-m", "varne", *ADRIFT, "--device", "cuda"]
    done = subprocess.run(command, env=simulator, capture_output=True, text=True, check=True, timeout=300)
    there, here = json.loads(done.stdout), plain(varne(*ADRIFT))
    assert [h["lon"] for h in there["hours"]] == pytest.approx([h["lon"] for h in here["hours"]], abs=1e-5)
    assert [h["lat"] for h in there["hours"]] == pytest.approx([h["lat"] for h in here["hours"]], abs=1e-5)
    assert len(here["hours"]) == 3


def test_what_is_aground_comes_off_only_when_asked():
    """Off Calais the stream sets ashore; then the wind does not matter, the hours on the line do."""
    ashore = [*ADRIFT, "--n", "200", "--lon", "1.8", "--lat", "50.985", "--hours", "6"]
    asked = (["--refloat", "0"], ["--refloat", "50"], ["--refloat", "50"], [])
    zero, often, again, unsaid = (plain(varne(*ashore, *rate))["hours"] for rate in asked)
    assert zero == unsaid
    assert often == again
    assert 0 < often[-1]["stranded"] < zero[-1]["stranded"]


def test_a_negative_refloating_rate_is_refused():
    result = varne(*ADRIFT, "--refloat", "-1")
    assert result.exit_code == 2
    assert "--refloat" in result.stderr


def test_an_unknown_device_is_refused():
    result = varne(*ADRIFT, "--device", "abacus")
    assert result.exit_code == 2
    assert "cuda" in result.stderr
