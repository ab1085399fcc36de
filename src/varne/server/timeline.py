"""Timeline: the events of a log as short sentences for the time bar."""

from collections.abc import Iterable
from typing import Any

from varne.fusion.show import words_plain
from varne.picture import clock
from varne.record import events as ev
from varne.record.chain import Stored
from varne.words import Words

NOT_SAID = ("provenance", "actor", "sealed", "report", "statements", "request", "tracks", "figures", "head", "parts", "foot")
"""Fields that have a place of their own on the screen and not in the sentence."""


def timeline(stored: Iterable[Stored]) -> list[dict[str, Any]]:
    """One row an event, in order of time: at, seq, kind, boat, words."""
    rows = [
        {
            "at": clock(s.at),
            "seq": s.seq,
            "kind": ev.kind(s.event),
            "boat": getattr(s.event, "boat", None),
            "words": words_plain(sentence(s.event)),
        }
        for s in stored
        if not isinstance(s.event, ev.HeadWitnessed)  # one a minute, and nobody did it
    ]
    return sorted(rows, key=lambda row: (row["at"], row["seq"]))


def sentence(event: ev.Event) -> Words:
    """What happened, in one line; the words people wrote stay as they wrote them."""
    kind = ev.kind(event)
    args = {k: _shown(v) for k in event.__struct_fields__ if k not in NOT_SAID and (v := getattr(event, k)) is not None}
    if isinstance(event, ev.Reported):
        r = event.report
        args = {"report": r.id, "channel": r.channel, "source": r.source, "text": r.text}
    return Words(f"event.{kind}", args, _english(kind, args))


def _shown(value: object) -> str | int | float:
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (tuple, list)):
        return ", ".join(str(v) for v in value)
    return str(getattr(value, "likely", value))


def _english(kind: str, args: dict[str, str | int | float]) -> str:
    about = args.get("text") or args.get("reason") or args.get("grounds") or args.get("subject") or ""
    who = " ".join(str(args[k]) for k in ("centre", "giver", "asset", "channel") if k in args)
    return f"{kind.replace('-', ' ')}: {who}{', ' if who and about else ''}{about}".rstrip(": ")
