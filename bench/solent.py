"""Recorded AIS of the Solent (Dstl's Stone Soup repository): from sentences to ways, against the time that it took at sea.

The recording is a table of decoded positions, so it is encoded to AIVDM first (not timed) and then read as a feed would be.
"""

import csv
import json
import time
from datetime import UTC, datetime
from pathlib import Path

from pyais.encode import encode_dict

from varne.fusion.tracker.fixes import Fix
from varne.fusion.tracker.ships import ways
from varne.readers.ais import read_ais

FILE = Path(__file__).parents[2] / "shared" / "data" / "tracks" / "SolentAIS_20160112_130211.csv"


def sentences(file: Path = FILE) -> list[bytes]:
    """The recording as AIVDM lines with their times before them."""
    lines = []
    with file.open(newline="") as table:
        for row in csv.DictReader(table):
            t = datetime.fromisoformat(row["Time"]).replace(tzinfo=UTC).timestamp()
            given = {"mmsi": row["MMSI"], "lon": float(row["Longitude_degrees"]), "lat": float(row["Latitude_degrees"])}
            moving = {"course": float(row["COG_degrees"] or 360), "speed": float(row["SOG_knots"] or 102.3)}
            lines += [b"%.3f " % t + line.encode() for line in encode_dict({"type": 1, **given, **moving})]
    return lines


def main() -> None:
    if not FILE.exists():
        print(json.dumps({"bench": "tracker: recorded Solent AIS", "skipped": "no ../shared/data/tracks here"}))
        return
    lines = sentences()
    read_ais(lines[:100])
    begin = time.process_time()
    values, problems = read_ais(lines)
    decoded = time.process_time() - begin
    found = ways(values)
    spent = time.process_time() - begin
    fixes = [v for v in values if isinstance(v, Fix)]
    duration = fixes[-1].t - fixes[0].t
    print(
        json.dumps(
            {
                "bench": "tracker: recorded Solent AIS, from AIVDM lines to ways",
                "lines": len(lines),
                "problems": len(problems),
                "ships": len({f.key for f in fixes}),
                "ways": len(found),
                "fixes_left_out": len(fixes) - sum(len(w.t) for w in found),
                "cpu_s": round(spent, 2),
                "of_which_decoding_s": round(decoded, 2),
                "lines_per_cpu_s": round(len(lines) / spent),
                "times_real_time": round(duration / spent),
            }
        )
    )


if __name__ == "__main__":
    main()
