"""`varne people`, `varne callers`, `varne log audit`: as docs/security.md and docs/privacy.md show them; what they refuse."""

import io
import json
import re
import shlex
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner

import varne
from varne.access import accounts, passwords, sessions, totp
from varne.access.store import Store
from varne.cli import main
from varne.record.events import Note
from varne.record.keys import load_or_make
from varne.record.log import Log

ROOT = Path(varne.__file__).parents[2]
PASSWORD = "three grey seals at low water"
TWICE = f"{PASSWORD}\n{PASSWORD}\n"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", cheap)
    for function in (passwords.hashed, passwords.matches):
        monkeypatch.setattr(function, "__defaults__", (cheap,))


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("VARNE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return lambda *arguments, put="": CliRunner().invoke(main, arguments, input=put)


def documented(page):
    text = (ROOT / "docs" / page).read_text("utf-8")
    return [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("page", ["security.md", "privacy.md"])
def test_the_commands_of_the_page_run(run, tmp_path, page):
    (tmp_path / "varne.toml").write_text("[privacy]\nkeep_days = 365\n")
    with Log.open(tmp_path / "record.varne", origin="dover", identity=load_or_make(tmp_path / "identity.key")) as log:
        log.append(Note(text="fog"), at=datetime(2026, 6, 20, tzinfo=UTC))
    lines = documented(page)
    assert lines
    for line in lines:
        done = run(*shlex.split(line.replace("$VARNE_HOME", str(tmp_path)))[1:], put=TWICE)
        assert done.exit_code == 0, (line, done.output)


def test_an_account_is_made_with_the_code_that_the_phone_gets_and_nothing_secret_stays_on_screen(run, tmp_path):
    done = run("people", "add", "martin", "--role", "watch officer", "--centre", "dover", put=TWICE)
    assert done.exit_code == 0, done.output
    assert "otpauth://totp/" in done.stdout
    assert PASSWORD not in done.output
    with Store(tmp_path) as store:
        account = accounts.by_login(store, "martin")
        assert totp.typed(account.totp) in done.stdout
    listed = json.loads(run("people", "list", "--json").stdout)
    assert [(r["login"], r["roles"], r["by"]) for r in listed] == [("martin", ["watch officer"], "password and code")]
    assert totp.typed(account.totp) not in run("people", "list").output + run("people", "log").output


@pytest.mark.parametrize(
    ("arguments", "put", "why"),
    [
        (("add", "martin", "--role", "captain"), TWICE, "the roles are watch officer"),
        (("add", "martin"), TWICE, "--role"),
        (("add", "martin", "--role", "crew"), "password1234\npassword1234\n", "add words"),
        (("add", "a b", "--role", "crew"), TWICE, "a-z"),
        (("remove", "nobody"), "", "varne people list"),
        (("role", "nobody", "crew"), "", "varne people list"),
        (("totp", "nobody"), "", "varne people list"),
        (("token", "nobody"), "", "varne people list"),
    ],
)
def test_what_cannot_be_is_explained(run, arguments, put, why):
    done = run("people", *arguments, put=put)
    assert done.exit_code == 2
    assert why in done.output


def test_a_program_gets_a_token_once_and_loses_it(run, tmp_path):
    token = run("people", "add", "gateway", "--role", "gateway", "--token").stdout.strip()
    with Store(tmp_path) as store:
        assert sessions.bearer(store, token).login == "gateway"
    second = run("people", "token", "gateway").stdout.strip()
    assert second != token
    assert "2 tokens are void" in run("people", "token", "gateway", "--remove").output
    with Store(tmp_path) as store:
        assert sessions.bearer(store, second) is None


def test_roles_change_and_an_account_goes_and_both_are_told(run):
    run("people", "add", "martin", "--role", "crew", put=TWICE)
    assert run("people", "role", "martin", "watch officer", "liaison").exit_code == 0
    assert run("people", "totp", "martin").stdout.count("otpauth://") == 1
    assert run("people", "remove", "martin").exit_code == 0
    told = [r["what"] for r in json.loads(run("people", "log", "--json").stdout)]
    assert told == ["account added", "roles changed", "code renewed", "account removed"]
    assert "no accounts" in run("people", "list").output


def test_somebody_of_an_identity_provider_has_no_password(run):
    done = run("people", "add", "anna", "--role", "liaison", "--identity", "https://idp.example", "officer-17")
    assert done.exit_code == 0, done.output
    assert "identity provider" in run("people", "list").output
    assert "no second factor" in run("people", "totp", "anna").output


def test_two_centres_agree_by_command(tmp_path, monkeypatch):
    def at(home, *arguments):
        monkeypatch.setenv("VARNE_HOME", str(tmp_path / home))
        return CliRunner().invoke(main, ["callers", *arguments])

    offers = [at(home, "offer").stdout.strip() for home in ("dover", "gris-nez")]
    said = [at("dover", "agree", offers[1]).stdout, at("gris-nez", "agree", offers[0]).stdout]
    assert said[0] == said[1]
    assert said[0].strip() in at("dover", "status").stdout
    assert at("dover", "agree", "nonsense").exit_code == 2


def test_an_archive_for_an_auditor_is_written(run, tmp_path):
    with Log.open(tmp_path / "record.varne", origin="dover", identity=load_or_make(tmp_path / "identity.key")) as log:
        log.append(Note(text="fog"))
    done = run("log", "audit", str(tmp_path / "record.varne"), "-o", "audit.zip")
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(io.BytesIO((tmp_path / "audit.zip").read_bytes())) as file:
        assert "fog" in file.read("record.jsonl").decode()
        assert json.loads(file.read("verified.json"))["problems"] == []
