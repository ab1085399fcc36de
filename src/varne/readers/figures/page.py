"""A web page as what is written on it: headings and lines, tables, who publishes it, and when it was last changed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser

from varne.readers.figures.headers import Row

_LINES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "dd", "caption"})
_CELLS = frozenset({"td", "th"})
_PUBLISHER = re.compile(r"(?:organisations/|brand--)([a-z-]+)")


@dataclass(frozen=True, slots=True)
class Page:
    """What is written on a page.

    title      of the page; lines: headings, paragraphs and list items, in order
    tables     rows of text
    publisher  of the organisation's mark, such as "home-office"; empty when there is none
    changed    when the page says that it was last changed
    whole      whether every table, and the page, comes to its end
    """

    title: str
    lines: tuple[str, ...]
    tables: tuple[list[Row], ...]
    publisher: str
    changed: datetime | None
    whole: bool


def read_page(text: str) -> Page:
    """The page of an HTML text, whatever is missing in it.

    >>> page = read_page("<h2>Week ending 9 August 2026</h2><table><tr><th>Boats<td>7</table></html>")
    >>> page.lines, page.tables, page.whole
    (('Week ending 9 August 2026',), ([['Boats', '7']],), True)
    """
    reader = _Reader()
    reader.feed(text)
    reader.close()
    body = text[text.find("<main") :] if "<main" in text else text
    publisher = found[1] if (found := _PUBLISHER.search(body)) else ""
    meta = reader.meta
    title = meta.get("og:title") or " ".join("".join(reader.title).split())
    whole = not reader.open_tables and "</html>" in text.lower()
    return Page(title, tuple(reader.lines), tuple(reader.tables), publisher, _changed(meta), whole)


def _changed(meta: Mapping[str, str]) -> datetime | None:
    for name in ("govuk:public-updated-at", "govuk:updated-at"):
        try:
            return datetime.fromisoformat(meta[name]).astimezone(UTC)
        except (KeyError, ValueError):
            continue
    return None


@dataclass(slots=True)
class _Open:
    tag: str
    text: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.title: list[str] = []
        self.lines: list[str] = []
        self.tables: list[list[Row]] = []
        self.open_tables = 0
        self._line: _Open | None = None
        self._cell: _Open | None = None
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag == "meta" and (name := given.get("name") or given.get("property")):
            self.meta[name] = given.get("content", "")
        elif tag == "title":
            self._in_title = True
        elif tag == "table":
            self.open_tables += 1
            self.tables.append([])
        elif tag == "tr" and self.open_tables:
            self._end_cell()
            self.tables[-1].append([])
        elif tag in _CELLS and self.open_tables:
            self._end_cell()
            self._cell = _Open(tag)
        elif tag in _LINES and not self.open_tables:
            self._end_line()
            self._line = _Open(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag == "table" and self.open_tables:
            self._end_cell()
            self.open_tables -= 1
        elif tag in _CELLS:
            self._end_cell()
        elif self._line and tag == self._line.tag:
            self._end_line()

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        target = self._cell or self._line
        if target:
            target.text.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()
        self._end_line()

    def _end_cell(self) -> None:
        if self._cell and self.tables:
            rows = self.tables[-1] or [[]]
            self.tables[-1] = rows
            row = list(rows[-1])
            rows[-1] = [*row, " ".join("".join(self._cell.text).split())]
        self._cell = None

    def _end_line(self) -> None:
        if self._line and (text := " ".join("".join(self._line.text).split())):
            self.lines.append(text)
        self._line = None
