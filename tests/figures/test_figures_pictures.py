"""Pictures: each has its source and vintage in it, fits its sheet in both languages, and its rows come along."""

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import official
import pytest
from matplotlib.image import imread

from varne.commands.figures.taking import Copy, take_in
from varne.crossings.charts import KINDS
from varne.figures.charting import chart_of
from varne.figures.store import opened
from varne.writers.figures import sheet
from varne.writers.figures.pictures import NoEnding, written

S = official.series(date(2023, 1, 1), date(2025, 3, 9))
LONG = official.series(date(2018, 1, 1), date(2025, 3, 9), top=20)


@pytest.fixture(scope="module")
def store():
    with opened(Path(":memory:")) as db:
        earlier = S.until(date(2025, 3, 6)).with_day(date(2025, 2, 3), 120, 3)
        for s, day in ((earlier, 7), (S, 10)):
            copy = Copy("w.xlsx", official.xlsx(official.sheets(s, prevented=90 + day), datetime(2025, 3, day, tzinfo=UTC)))
            take_in(db, [copy], datetime(2025, 3, 12, tzinfo=UTC))
        yield db


@pytest.fixture(scope="module")
def long_store():
    with opened(Path(":memory:")) as db:
        take_in(db, [Copy("w.xlsx", official.xlsx(official.sheets(LONG)))], datetime(2025, 3, 12, tzinfo=UTC))
        yield db


@pytest.fixture
def figures(monkeypatch):
    """Every figure that is finished, with all its words on it."""
    kept = []
    finish = sheet.finish

    def keeping(figure, *rest):
        kept.append(figure)
        return finish(figure, *rest)

    for name in ("lines", "heat", "bars", "steps"):
        monkeypatch.setattr(f"varne.writers.figures.{name}.finish", keeping)
    return kept


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_word_stands_on_the_sheet_and_the_source_is_one_of_them(store, long_store, figures, kind, language):
    for db in (store, long_store):
        written(chart_of(db, kind), "png", language)
    for figure in figures:
        renderer = figure.canvas.get_renderer()
        width, height = figure.bbox.width, figure.bbox.height
        texts = [t for t in figure.findobj(lambda a: hasattr(a, "get_text") and a.get_text().strip()) if t.get_visible()]
        for text in texts:
            box = text.get_window_extent(renderer)
            assert box.x0 >= 0 and box.x1 <= width and box.y0 >= 0 and box.y1 <= height, (kind, text.get_text())
        words = " ".join(" ".join(t.get_text().split()) for t in texts)
        assert ("as published on 1" if language == "en" else "publié le 1") in words
        assert "Open Government Licence" in words and "SHA-256" in words


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_a_picture(store, kind):
    chart = chart_of(store, kind)
    svg = ElementTree.fromstring(written(chart, "svg", "en"))
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    told = ElementTree.tostring(svg, "unicode")
    assert "as published on 10 March 2025" in told  # in its metadata too
    image = imread(io.BytesIO(written(chart, "png", "fr")), "png")
    assert image.shape[1] == 1200
    assert len(np.unique(image[..., 2])) > 20


@pytest.mark.parametrize("kind", KINDS)
def test_the_rows_come_along_with_their_source(store, kind):
    chart = chart_of(store, kind)
    text = written(chart, "csv", "en").decode()
    assert text.startswith("# Source: Home Office and Border Force, Small boats time series")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    told = json.loads(written(chart, "json", "en"))
    assert len(rows) == len(told["rows"]) == len(chart.rows) > 0
    assert [*rows[0]] == [*told["rows"][0]] == [*chart.columns]
    assert "published on 10 March 2025" in told["sources"][0]


def test_parquet_holds_the_same_rows(store):
    pq = pytest.importorskip("pyarrow.parquet")
    chart = chart_of(store, "calendar")
    table = pq.read_table(io.BytesIO(written(chart, "parquet", "en")))
    assert table.to_pydict() == {name: list(cells) for name, cells in chart.columns.items()}
    assert b"published on 10 March 2025" in table.schema.metadata[b"sources"]


def test_what_was_known_before_is_drawn_as_it_was(store):
    then, now = (chart_of(store, "calendar", day) for day in (date(2025, 3, 8), None))
    assert then.columns["people"][764] == 120 and now.columns["people"][764] == S.people[764]
    assert chart_of(store, "revisions", date(2025, 3, 8)).rows == []
    assert written(chart_of(store, "revisions", date(2025, 3, 8)), "svg", "fr")


def test_the_history_of_a_number_has_a_row_for_each_value(store):
    rows = [r for r in chart_of(store, "revisions").rows if (r[0], r[1]) == ("daily", "people")]
    assert [(r[2], r[4]) for r in rows] == [("2025-02-03", 120), ("2025-02-03", S.people[764])]


def test_no_other_ending(store):
    with pytest.raises(NoEnding, match="endings are svg, png, csv, json, parquet"):
        written(chart_of(store, "records"), "gif", "en")
