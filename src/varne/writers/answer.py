"""The answer of `varne drift --json`: its keys are a contract (docs/commands.md); more may be added, none renamed."""

import json
from typing import Any

from varne import probability
from varne.writers.drifted import Drifted, Moment, stamp


def plain(d: Drifted) -> dict[str, Any]:
    """The answer as plain values."""
    told = {"object": d.key, "n": d.n, "seed": d.seed, "fields": list(d.run.fields)}
    return {**told, "hours": [_hour(m) for m in d.moments]}


def answer(d: Drifted) -> bytes:
    """The answer as JSON."""
    return json.dumps(plain(d), ensure_ascii=False).encode()


def _hour(m: Moment) -> dict[str, Any]:
    gone = {"stranded": m.stranded, "outside": m.outside}
    held = {} if m.held is None else {"contains": round(m.held, 4)}
    if m.density is None:
        return {"at": stamp(m.t), "lon": None, "lat": None, "regions": {}, **gone, **held}
    where = {"lon": round(m.density.lon0, 5), "lat": round(m.density.lat0, 5)}
    return {"at": stamp(m.t), **where, "regions": probability.regions(m.density), **gone, **held}
