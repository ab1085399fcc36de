"""Import of every workbook under ../shared into a new store, beside only reading the same files with pandas and calamine."""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas

from varne.commands.figures.taking import copies_of, take_in
from varne.figures.checked import check_table
from varne.figures.known import evidence, need_daily
from varne.figures.store import opened

DATA = Path(__file__).parents[2] / "shared" / "data"
LIMIT_S = 2.0
"""Of the issue, beyond start-up."""
SEEN = datetime(2026, 11, 27, tzinfo=UTC)


def main() -> None:
    books = DATA / "home_office" / "ods"
    if not books.is_dir():
        print(json.dumps({"bench": "figures", "skipped": "the workbooks are not here (../shared/data/home_office/ods)"}))
        return
    ours = min(seconds(imported, books) for _ in range(3))
    peer = min(seconds(read_with_pandas, books) for _ in range(3))
    print(
        json.dumps(
            {
                "bench": f"figures, {len(list(books.iterdir()))} workbooks from files to a new store, best of 3",
                "import_s": round(ours[0], 2),
                "import_processor_s": round(ours[1], 2),
                "limit_s": LIMIT_S,
                "share_of_limit": round(ours[0] / LIMIT_S, 2),
                "processor_ratio_to_pandas_only_reading": round(ours[1] / peer[1], 2),
                **claims(books),
            }
        )
    )
    if ours[0] > LIMIT_S:
        print(f"slower than the limit of {LIMIT_S} s; is the machine busy? see import_processor_s", file=sys.stderr)


def seconds(work: Callable[[Path], None], books: Path) -> tuple[float, float]:
    """On the clock, and of the processor: on a busy machine the two differ."""
    begin, worked = time.perf_counter(), time.process_time()
    work(books)
    return time.perf_counter() - begin, time.process_time() - worked


def imported(books: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "figures.sqlite") as db:
        done = take_in(db, list(copies_of([books])), SEEN)
        assert not done.problems
        assert len(need_daily(db).days) > 3000


def read_with_pandas(books: Path) -> None:
    for path in sorted(books.iterdir()):
        pandas.read_excel(path, sheet_name=["SB_01", "SB_02"], engine="calamine", na_values="-")


def claims(books: Path) -> dict[str, int]:
    """How many press claims of ../shared reproduce, contradict, cannot be computed, and behave as the folder says."""
    more = [books, DATA / "home_office" / "pages", DATA / "home_office" / "irr_d01_small_boats_by_quarter_vintages.csv"]
    text = (DATA / "claims" / "press_claims.csv").read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "figures.sqlite") as db:
        take_in(db, list(copies_of(more)), SEEN)
        found = check_table(text, evidence(db), SEEN.date())
    expected = [line.rsplit(",", 1)[1] == "OK" for line in text.splitlines()[1:]]
    as_said = sum((f.verdict == "reproduces") == ok for f, ok in zip(found, expected, strict=True))
    counts = {verdict: sum(f.verdict == verdict for f in found) for verdict in ("reproduces", "contradicts", "cannot")}
    return {"claims": len(found), **counts, "claims_as_the_folder_says": as_said}


if __name__ == "__main__":
    main()
