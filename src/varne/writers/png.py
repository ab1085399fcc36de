"""A PNG map: regions of the last moment, mean track, start, land, the line; for a briefing or a log, not for navigation.

One hue that darkens with the probability, and a line style a level, so that it reads in grey and for the colour-blind.
Nothing global of matplotlib is touched: no pyplot, no rcParams.
"""

from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from varne import geodesy, probability
from varne.drift import motion
from varne.positions import format_position
from varne.sea import coast
from varne.writers.drifted import COAST, LEVELS, SAFETY, Drifted, Moment, object_words, spoken, stamp

WIDTH, HEIGHT, DPI = 1200, 1200, 120
"""Of the picture [pixel], and pixels an inch."""
SEA, LAND, SHORE, INK = "#f4f8fa", "#dcd6c6", "#8a8268", "#14202a"
LINE, START, ASKED, ASHORE = "#6a51a3", "#b3400a", "#b3007d", "#7a3b00"
FILLS = {0.5: "#5b9bd0", 0.9: "#9fcae6", 0.95: "#d6e7f2"}
STYLES: dict[float, Any] = {0.5: "solid", 0.9: (0, (6, 2)), 0.95: (0, (1.5, 1.5))}
FONT = "DejaVu Sans"
AXES = (0.085, 0.105, 0.885, 0.785)
"""Left, bottom, width, height of the map in the picture."""
MARGIN, LEAST = 0.12, 4 * geodesy.NM
"""Share of the map left free around what is shown; shortest side of the map [m]."""
Floats = NDArray[np.float64]
Extent = tuple[float, float, float, float]


def png(d: Drifted) -> bytes:
    """The map as PNG, WIDTH by HEIGHT pixels."""
    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes(AXES)
    box = extent(d)
    _frame(axes, box)
    _land(axes)
    keys = [*_regions(axes, d.moments[-1]), *_track(axes, d), *_ashore(axes, d), *_marks(axes, d), *_line(axes)]
    _scale(figure, box)
    _legend(axes, keys)
    _words(figure, d)
    out = BytesIO()
    figure.savefig(out, format="png", metadata={"Title": d.title, "Software": None})
    return out.getvalue()


def extent(d: Drifted) -> Extent:
    """West, east, south, north of the map [deg]: all that is shown with a margin, in the shape of the axes."""
    places = [(d.start.lon, d.start.lat), *([d.contains] if d.contains else [])]
    places += [(m.density.lon0, m.density.lat0) for m in d.moments if m.density]
    if d.moments[-1].density:
        for polygon in probability.region(d.moments[-1].density, max(LEVELS))["coordinates"]:
            places += [(lon, lat) for lon, lat in polygon[0]]
    low, high = np.min(places, axis=0), np.max(places, axis=0)
    metres = np.array([float(m) for m in geodesy.metres_per_degree(float((low + high)[1] / 2))])
    middle, size = (low + high) / 2, np.maximum((high - low) * metres * (1 + 2 * MARGIN), LEAST)
    shape = WIDTH * AXES[2] / (HEIGHT * AXES[3])
    size = np.maximum(size, (size[1] * shape, size[0] / shape))
    (west, south), (east, north) = middle - size / metres / 2, middle + size / metres / 2
    return float(west), float(east), float(south), float(north)


def _frame(axes: Axes, box: Extent) -> None:
    axes.set_facecolor(SEA)
    axes.set_xlim(box[0], box[1])
    axes.set_ylim(box[2], box[3])
    axes.tick_params(direction="in", length=4, color=INK, labelcolor=INK, labelsize=8.5, top=True, right=True, zorder=9)
    for axis, low, high, letters in ((axes.xaxis, box[0], box[1], "EW"), (axes.yaxis, box[2], box[3], "NS")):
        ticks = _ticks(low, high)
        axis.set_ticks(ticks, [_degrees(tick, letters) for tick in ticks], family=FONT)
    axes.grid(color="#9fb2bd", linewidth=0.4, alpha=0.6, zorder=0.5)


def _ticks(low: float, high: float) -> list[float]:
    """Round minutes inside an interval [deg], four to eight of them."""
    span = (high - low) * 60
    step = next((s for s in (0.5, 1, 2, 5, 10, 20, 30) if span / s <= 8), 60.0)
    first, last = int(np.ceil(low * 60 / step)), int(np.floor(high * 60 / step))
    return [k * step / 60 for k in range(first, last + 1)]


def _degrees(value: float, letters: str) -> str:
    tenths = round(abs(value) * 600)
    degrees, rest = divmod(tenths, 600)
    minutes = f"{rest // 10:02d}" + (f".{rest % 10}" if rest % 10 else "")
    return f"{degrees}°{minutes}'{letters[value < 0 and tenths > 0]}"


def _halo(width: float = 2.5) -> list[Any]:
    return [withStroke(linewidth=width, foreground="white")]


def _patch(polygons: list[Any], **look: Any) -> PathPatch:
    """Polygons with holes as one patch; the last point of each ring closes it."""
    rings = [np.asarray(ring, float) for polygon in polygons for ring in polygon]
    codes = [[Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY] for ring in rings]
    return PathPatch(Path(np.concatenate(rings), np.concatenate(codes)), **look)


def _land(axes: Axes) -> None:
    for feature in coast.land_polygons()["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        axes.add_patch(_patch(polygons, facecolor=LAND, edgecolor=SHORE, linewidth=0.8, alpha=0.8, zorder=3))


def _line(axes: Axes) -> list[Any]:
    """The line, and its key where any of it is on the map."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    look: dict[str, Any] = {"color": LINE, "linewidth": 1.1, "linestyle": (0, (8, 3, 2, 3))}
    lons, lats = coast.line().T
    axes.plot(lons, lats, zorder=5, **look)
    lat = np.interp(np.linspace(west, east, 500), lons, lats, left=np.nan, right=np.nan)
    seen = bool(np.any((lat > south) & (lat < north)))
    return [Line2D([], [], label="line between the United Kingdom and France", **look)] if seen else []


def _regions(axes: Axes, m: Moment) -> list[Any]:
    keys: list[Any] = []
    for level in sorted(LEVELS, reverse=True) if m.density else ():
        assert m.density is not None
        polygons = probability.region(m.density, level)["coordinates"]
        look = {"edgecolor": INK, "linestyle": STYLES[level], "linewidth": 1.0}
        axes.add_patch(_patch(polygons, facecolor=FILLS[level], linewidth=0, zorder=1))
        axes.add_patch(_patch(polygons, fill=False, zorder=4, **look))
        keys.insert(0, Patch(facecolor=FILLS[level], label=f"{level:.0%} of the states are inside", **look))
    return keys


def _track(axes: Axes, d: Drifted) -> list[Any]:
    known = [(m.t, m.density.lon0, m.density.lat0) for m in d.moments if m.density]
    if not known:
        return []
    t, lon, lat = np.array(known).T
    look: dict[str, Any] = {"color": INK, "marker": "o", "markersize": 4, "markerfacecolor": "white", "linewidth": 1.2}
    axes.plot(lon, lat, color="white", linewidth=3.2, zorder=6)
    axes.plot(lon, lat, zorder=6, markevery=max(1, t.size // 24), **look)
    days = t[-1] - t[0] >= 24 * 3600
    for k in _apart(axes, lon, lat, 0.085 if days else 0.055):
        _label(axes, spoken(t[k])[0 if days else 3 : 7], (lon[k], lat[k]), size=7.5)
    return [Line2D([], [], label="mean position, day and UTC" if days else "mean position by hour, UTC", **look)]


def _apart(axes: Axes, lon: Floats, lat: Floats, width: float) -> list[int]:
    """Which places of a track can be labelled without labels on top of each other: the last, the first, then the others."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    x, y = (lon - west) / (east - west), (lat - south) / (north - south)
    kept: list[int] = []
    for k in (lon.size - 1, *range(lon.size - 1)):
        if all(abs(x[k] - x[i]) > width or abs(y[k] - y[i]) > 0.024 for i in kept):
            kept.append(k)
    return kept


def _label(axes: Axes, said: str, at: tuple[float, float], **look: Any) -> None:
    axes.annotate(
        said, at, (6, 4), textcoords="offset points", family=FONT, zorder=8, path_effects=_halo(), **{"color": INK, **look}
    )


def _ashore(axes: Axes, d: Drifted) -> list[Any]:
    """States ashore at the last moment, at most 2000 of them, evenly taken."""
    last = d.run.at(d.moments[-1].t)
    found = np.flatnonzero(last.flag[0] == motion.STRANDED)
    if not found.size:
        return []
    some = found[:: max(1, found.size // 2000)]
    axes.plot(last.lon[0, some], last.lat[0, some], ".", color=ASHORE, markersize=3, alpha=0.3, zorder=5)
    share = f"{d.moments[-1].stranded:.0%}"
    return [Line2D([], [], color=ASHORE, marker=".", linestyle="", label=f"ashore: {share} of the states")]


def _marks(axes: Axes, d: Drifted) -> list[Any]:
    marks = [((d.start.lon, d.start.lat), "*", 13, START, f"start {spoken(d.start.t[0])}")]
    if d.contains:
        held = d.moments[-1].held
        where = "outside every contour" if held is None or held >= 1 else f"inside the {held:.0%} contour"
        marks.append((d.contains, "X", 10, ASKED, f"place asked about: {where}"))
    keys = []
    for at, marker, size, colour, said in marks:
        look: dict[str, Any] = {
            "marker": marker,
            "markersize": size,
            "color": colour,
            "markeredgecolor": "white",
            "linestyle": "",
        }
        axes.plot(*at, zorder=7, **look)
        keys.append(Line2D([], [], label=said, **look))
    return keys


def _scale(figure: Figure, box: Extent) -> None:
    """A bar of whole nautical miles at the lower right, below the map so that nothing hides it, with kilometres."""
    metres = float(geodesy.metres_per_degree((box[2] + box[3]) / 2)[0])
    wide = (box[1] - box[0]) * metres
    miles = max(s for s in (0.5, 1, 2, 5, 10, 20, 50) if s * geodesy.NM <= max(0.25 * wide, 0.5 * geodesy.NM))
    right = AXES[0] + AXES[2]
    left = right - AXES[2] * miles * geodesy.NM / wide
    for x, y in (([left, right], [0.04, 0.04]), ([left, left], [0.036, 0.044]), ([right, right], [0.036, 0.044])):
        figure.add_artist(Line2D(x, y, color=INK, linewidth=2, solid_capstyle="butt"))
    words = f"{miles:g} NM = {miles * geodesy.NM / 1000:.1f} km"
    figure.text((left + right) / 2, 0.05, words, ha="center", family=FONT, size=8.5, color=INK)


def _legend(axes: Axes, keys: list[Any]) -> None:
    legend = axes.legend(
        handles=keys,
        loc="best",
        prop={"family": FONT, "size": 8},
        framealpha=0.92,
        edgecolor="#9fb2bd",
        labelcolor=INK,
    )
    legend.set_zorder(10)


def _words(figure: Figure, d: Drifted) -> None:
    last, left = d.moments[-1], AXES[0]
    say: dict[str, Any] = {"family": FONT, "color": INK, "parse_math": False}  # a file name may hold a dollar
    where = format_position(last.density.lon0, last.density.lat0, "radio") if last.density else "all outside the area"
    hours = (last.t - d.start.t[0]) / 3600
    figure.text(left, 0.958, f"Drift: {object_words(d.key)}", size=14, weight="bold", **say)
    figure.text(
        left,
        0.931,
        f"{stamp(last.t)[:16].replace('T', ' ')} UTC, {hours:g} h after the start. Mean position {where}",
        size=10.5,
        **say,
    )
    rests = f"{d.n} states, seed {d.seed}; outside the area {last.outside:.0%}; fields: {d.fields}"
    figure.text(left, 0.905, rests if len(rests) <= 130 else rests[:129] + "…", size=8.5, **say)
    figure.text(left, 0.05, SAFETY["en"], size=11, weight="bold", **say)
    figure.text(left, 0.026, f"{COAST} Land is simplified. {d.summary.split('; ')[-1]}.", size=7.5, **say)
