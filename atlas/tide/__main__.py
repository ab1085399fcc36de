"""Build the tidal atlas.

    python -m atlas.tide --bathymetry DEPTHS.npz --stations TIDE_STATIONS.json [--hold Dover,Calais] [--out FILE]

Run at the repository's root. About five minutes of one core. Tables go to stdout, progress to stderr. Without --out
nothing is written: look at a held-out build first. With --compare the stored atlases named are measured beside it.
"""

import argparse
import sys
import time
from pathlib import Path

from atlas.tide import export, gauges, report
from atlas.tide.fit import Round, build
from atlas.tide.grid import SHALLOWEST
from atlas.tide.shallow import Physics

SHIPPED = Path("src/varne/sea/data")


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(prog="python -m atlas.tide", description="Build the tidal atlas of the Strait.")
    p.add_argument("--bathymetry", type=Path, required=True, help="GEBCO cut-out: npz with z [m, up], lon0, lat0, step")
    p.add_argument("--stations", type=Path, required=True, help="TICON-4 extract: JSON")
    p.add_argument("--land", type=Path, default=SHIPPED / "landmask_0p001.npz", help="land mask of the Strait")
    p.add_argument("--hold", default="", help="gauges to leave out, joined by commas")
    p.add_argument("--iterations", type=int, default=4, help="rounds of run and correction")
    p.add_argument("--days", type=float, default=31.0, help="length of a run")
    p.add_argument("--drag", type=float, default=Physics().drag, help="quadratic drag coefficient")
    p.add_argument("--refine", type=int, default=1, help="times finer than 1/40 by 1/60 degree; the step shrinks with it")
    p.add_argument("--shallowest", type=float, default=SHALLOWEST, help="least depth below lowest tide of a wet cell [m]")
    p.add_argument("--compare", type=Path, nargs="*", default=[SHIPPED / "channel_tide.npz"], help="stored atlases")
    p.add_argument("--out", type=Path, help="where to write the atlas")
    return p


def main(arguments: list[str] | None = None) -> None:
    a = parser().parse_args(arguments)
    held = [n for n in a.hold.split(",") if n]
    known = gauges.load(a.stations)
    started, count = time.process_time(), 0

    def tell(text: str, done: Round | None) -> None:
        nonlocal count
        print(f"{text} done, {time.process_time() - started:.0f} s CPU", file=sys.stderr, flush=True)
        if done is not None:
            print(report.round_line(count, done, held), flush=True)
            count += 1

    physics = Physics(drag=a.drag, step_s=30.0 / a.refine)
    built = build(a.bathymetry, a.land, known, held, a.iterations, physics, a.days, a.refine, a.shallowest, tell)
    new = export.piece(built)
    print(report.gauge_tables(built), end="\n\n")
    print(report.compared({"this build": new, **{p.stem[-12:]: export.load(p) for p in a.compare}}, known, held), end="\n\n")
    print(report.streams(new, known["Dover"]))
    if a.out:
        export.save(new, a.out)
        print(f"wrote {a.out}, {a.out.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
