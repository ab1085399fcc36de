"""ASTERIX target reports (CAT010, CAT048) to plots, through libasterix; the extra `asterix`.

Only what a surface radar measures is taken over: radar, time of day, range and bearing (or a position). Other categories and
messages without a detection are passed over; a record that cannot be read is a Problem and the blocks after it go in.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from varne import geodesy
from varne.fusion.tracker.scans import Plot, Radar
from varne.readers.nmea import since_midnight
from varne.readers.problem import Problem, shortened

MEND = "is it edition 1.1 of CAT010 or 1.32 of CAT048, and was the datagram recorded whole?"


class AsterixMissing(ValueError):
    """libasterix is not installed."""

    def __init__(self) -> None:
        super().__init__("ASTERIX needs the extra asterix (libasterix is not installed): pip install 'varne[asterix]'")


def read_asterix(
    datagram: bytes, radars: Mapping[tuple[int, int], Radar], received: datetime
) -> tuple[tuple[Plot, ...], tuple[Problem, ...]]:
    """Plots out of one datagram.

    radars    by SAC and SIC, the numbers by which a radar names itself
    received  when it came: its day, for ASTERIX says only the time since midnight [aware UTC]
    returns   plots and problems in the order of the records
    raises    AsterixMissing without libasterix
    """
    base, editions = _library()
    blocks = base.RawDatablock.parse(base.Bits.from_bytes(datagram))
    if isinstance(blocks, ValueError):
        return (), (Problem("datagram", shortened(datagram.hex()), "these bytes are no ASTERIX blocks", MEND),)
    plots: list[Plot] = []
    problems: list[Problem] = []
    for n, block in enumerate(blocks, start=1):
        category = block.get_category()
        if category not in editions:
            continue
        records = editions[category].cv_uap.parse(block.get_raw_records())
        if isinstance(records, ValueError):
            text = shortened(block.get_raw_records().to_bytes().hex())
            problems.append(Problem(f"block {n}", text, f"a record of CAT{category:03d} cannot be read", MEND))
            continue
        for k, record in enumerate(records, start=1):
            found = _plot(category, record, radars, received.timestamp())
            if isinstance(found, Plot):
                plots.append(found)
            elif found:
                problems.append(Problem(f"block {n}, record {k}", f"CAT{category:03d}", *found))
    return tuple(plots), tuple(problems)


def _library() -> tuple[Any, dict[int, Any]]:
    try:
        import asterix.base as base
        import asterix.generated as generated
    except ModuleNotFoundError:
        raise AsterixMissing from None
    return base, {10: generated.Cat_010_1_1, 48: generated.Cat_048_1_32}


def _plot(category: int, record: Any, radars: Mapping[tuple[int, int], Radar], near: float) -> Plot | tuple[str, str] | None:
    """The plot of a record, None when it is none, or why it cannot be one and the mend."""
    kind = record.get_item("000")
    if category == 10 and (kind is None or kind.variation.content.as_uint() != 1):  # 1 is a target report
        return None
    source, when = record.get_item("010"), record.get_item("140")
    if source is None or when is None:
        return "no radar or no time of day in it", "items 010 and 140 are needed"
    name = tuple(source.variation.get_item(part).as_uint() for part in ("SAC", "SIC"))
    if name not in radars:
        known = ", ".join(f"{a}/{b}" for a, b in radars)
        return f"radar {name[0]}/{name[1]} is unknown", f"known are {known}: add it with where it stands"
    return _placed(category, record, radars[name], since_midnight(when.variation.content.as_quantity("s"), near))


def _placed(category: int, record: Any, radar: Radar, t: float) -> Plot | None:
    """Range and bearing where given, else the plane position east and north of the radar (CAT010); None without both."""
    polar, plane = record.get_item("040"), record.get_item("042") if category == 10 else None
    if polar is not None:
        unit, theta = ("m", "TH") if category == 10 else ("NM", "THETA")
        distance = float(polar.variation.get_item("RHO").variation.content.as_quantity(unit))
        bearing = float(polar.variation.get_item(theta).variation.content.as_quantity("°"))
        return radar.plot(t, distance * (1.0 if category == 10 else geodesy.NM), bearing % 360)
    if plane is not None:
        x, y = (float(plane.variation.get_item(c).variation.content.as_quantity("m")) for c in ("X", "Y"))
        distance, bearing = (float(v) for v in geodesy.speed_and_direction_to(x, y))
        return radar.plot(t, distance, bearing)
    return None
