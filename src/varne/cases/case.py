"""A case: a night as events in time order, with what the screen must say about it.

A case on disk is a folder beside this file: case.toml, reports.jsonl (as `varne fuse` reads it), sources.toml (source and
grade of each report), events.jsonl (everything else). The simulated night is made by cases.nights.
"""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np

from varne.cases.nights import simulated_night
from varne.cases.watch import simulated_watch
from varne.positions import readings
from varne.readers.reports import read_reports
from varne.record.events import Event, Provenance, Reported, decode
from varne.words import Words

SIMULATED = "simulated-night"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a case: when it became known, and a key that makes recording it twice harmless."""

    at: datetime
    event: Event
    key: str


@dataclass(frozen=True, slots=True)
class Case:
    """A night to replay. title, about: by language; banner: what stays on screen; findings: (title, url)."""

    name: str
    label: str
    title: dict[str, str]
    about: dict[str, str]
    start: datetime
    end: datetime
    findings: tuple[tuple[str, str], ...]
    banner: tuple[Words, ...]
    entries: tuple[Entry, ...]


def names() -> tuple[str, ...]:
    """The cases that `load` knows, the first is the one a newcomer sees."""
    folders = (f.name for f in files("varne.cases").iterdir() if f.is_dir() and f.joinpath("case.toml").is_file())
    return (*sorted(folders), SIMULATED)


def load(name: str, seed: int = 1) -> Case:
    """A case by name.

    seed     of the simulated night
    raises   ValueError that lists the names; ValueError that names file and line of a case file that cannot be read
    """
    if name not in names():
        raise ValueError(f"no case {name!r}; there are {', '.join(names())}")
    return _simulated(seed) if name == SIMULATED else _from_folder(name, files("varne.cases").joinpath(name))


def _from_folder(name: str, folder: Traversable) -> Case:
    about = tomllib.loads(folder.joinpath("case.toml").read_text("utf-8"))
    entries = sorted([*_reports(name, folder), *_events(name, folder)], key=lambda e: e.at)
    return Case(
        name=name,
        label=about["label"],
        title=about["title"],
        about=about["about"],
        start=about["start"],
        end=about["end"],
        findings=tuple((f["title"], f["url"]) for f in about["findings"]),
        banner=tuple(Words(b["key"], {}, b["text"]) for b in about["banner"]),
        entries=tuple(entries),
    )


def _reports(name: str, folder: Traversable) -> Iterator[Entry]:
    sources = tomllib.loads(folder.joinpath("sources.toml").read_text("utf-8"))
    lines = folder.joinpath("reports.jsonl").read_text("utf-8").splitlines()
    reports, problems = read_reports(lines, position_readings=readings)
    if problems:
        raise ValueError(f"case {name}, reports.jsonl: {problems[0]}")
    for report in reports:
        told: dict[str, Any] = sources[report.id]
        source = " ".join(filter(None, (told["source"], told.get("note"))))
        yield Entry(
            report.received,
            Reported(report=report, provenance=Provenance(source=source, grade=told["grade"], basis="public record")),
            f"{name}/{report.id}",
        )


def _events(name: str, folder: Traversable) -> Iterator[Entry]:
    for number, line in enumerate(folder.joinpath("events.jsonl").read_text("utf-8").splitlines(), start=1):
        stored = json.loads(line)
        yield Entry(datetime.fromisoformat(stored["at"]), decode(json.dumps(stored["event"])), f"{name}/event-{number}")


def _simulated(seed: int) -> Case:
    record = simulated_watch(np.random.default_rng(seed), simulated_night(seed=seed))
    entries = tuple(Entry(at, event, f"{SIMULATED}/{seed}/{k}") for k, (at, event) in enumerate(record))
    return Case(
        name=SIMULATED,
        label="SIMULATED",
        title={"en": "Simulated night", "fr": "Nuit simulée"},
        about={
            "en": "SIMULATED: boats that do not exist, from a seeded generator, to show a busy night. Nothing here happened.",
            "fr": "SIMULÉ : des bateaux qui n'existent pas, tirés d'un générateur, pour montrer une nuit chargée.",
        },
        start=entries[0].at - timedelta(minutes=10),
        end=entries[-1].at + timedelta(minutes=30),
        findings=(),
        banner=(Words("banner.simulated", {}, "SIMULATED: none of these boats exists."),),
        entries=entries,
    )
