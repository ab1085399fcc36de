"""The imports compared with ARCHITECTURE.md: each room imports only rooms above it; pure rooms touch nothing outside."""

import ast
import re
from pathlib import Path

import pytest

import varne

PACKAGE = Path(varne.__file__).parent
ROOT = PACKAGE.parent.parent
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
ROOMS = re.findall(r"^\| `(\w+)/?` \|", ARCHITECTURE, re.MULTILINE)
"""Rooms in the order of the table: the first is the lowest."""
PURE = ROOMS[: ROOMS.index("readers")]
IMPURE_MODULES = {
    "os",
    "sys",
    "time",
    "socket",
    "subprocess",
    "requests",
    "urllib",
    "http",
    "sqlite3",
    "random",
    "tempfile",
    "uvicorn",
    "starlette",
}
FILES = sorted(p for p in PACKAGE.rglob("*.py") if p not in (PACKAGE / "__init__.py", PACKAGE / "__main__.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{a.name}" for a in node.names}
    return found


def test_the_list_names_every_room_and_no_other():
    assert sorted(ROOMS) == sorted({room_of(p) for p in FILES})


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_rooms_above_it(path):
    allowed = set(ROOMS[: ROOMS.index(room_of(path)) + 1])
    used = {m.split(".")[1] for m in imports(path) if m.startswith("varne.") and m.split(".")[1] in ROOMS}
    assert used <= allowed, (
        f"{path.name} imports {sorted(used - allowed)}, which stand below {room_of(path)} in ARCHITECTURE.md"
    )


@pytest.mark.parametrize(
    "path", [p for p in FILES if room_of(p) in PURE and room_of(p) != "config"], ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_pure_rooms_touch_no_clock_disk_network_or_chance(path):
    outside = {m.split(".")[0] for m in imports(path) if not m.startswith("urllib.parse")} & IMPURE_MODULES
    text = path.read_text("utf-8")
    assert not outside, f"{path.name} imports {sorted(outside)}"
    assert "datetime.now" not in text
    assert "np.random.seed" not in text
    assert "print(" not in re.sub(r'""".*?"""', "", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", [p for p in FILES if room_of(p) != "server"], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_server_knows_http(path):
    assert not {m for m in imports(path) if m.split(".")[0] in ("starlette", "uvicorn")}


def test_only_geodesy_takes_sine_and_cosine_of_bearings():
    """Elsewhere only of phases, random angles and latitudes: in the tide, the random numbers and the datum shift."""
    free = {"geodesy.py", "almanac.py", "constituents.py", "motion.py", "coast.py", "tides.py", "stream.py", "projections.py"}
    offenders = [
        p.name
        for p in FILES
        if p.name not in free and re.search(r"\b(np|math)\.(sin|cos|tan|radians|arctan2|atan2)\(", p.read_text("utf-8"))
    ]
    assert offenders == []


def test_drift_needs_neither_server_nor_record():
    text = {m for p in (PACKAGE / "drift").glob("*.py") for m in imports(p)}
    assert not {m for m in text if m.split(".")[0] in ("starlette", "uvicorn", "click", "xarray", "msgspec")}


def test_no_cycles_when_loading():
    """A graph of module-level imports between our modules has no cycle."""
    names = {p: ".".join(("varne", *p.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__") for p in FILES}
    known = set(names.values())
    graph = {n: {m for m in top_imports(p) if m in known and m != n} for p, n in names.items()}
    done: set[str] = set()

    def visit(n: str, path: tuple[str, ...]) -> None:
        assert n not in path, " -> ".join((*path, n))
        if n not in done:
            for m in graph[n]:
                visit(m, (*path, n))
            done.add(n)

    for n in graph:
        visit(n, ())


def top_imports(path: Path) -> set[str]:
    """Modules that an import statement at module level loads; `from package import module` means the module."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                found.add(f"{node.module}.{alias.name}" if is_module(f"{node.module}.{alias.name}") else node.module)
    return found


def is_module(name: str) -> bool:
    path = PACKAGE.parent / Path(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def test_no_two_modules_of_the_tests_share_a_name():
    """All are imported by bare names in one run: the second of a name would be the first, or stop the collection."""
    names = [p.name for p in Path(__file__).parent.rglob("*.py") if p.name != "conftest.py"]
    assert sorted(names) == sorted(set(names))
