"""What GOV.UK offers now, fetched: the attachments of the official pages, found through its Content API.

The API tells of a publication `details.attachments`: files with `filename` and `url`, pages with a `url` on the site itself
(content schema "publication", docs.publishing.service.gov.uk). The bytes are kept as they came, also when they are wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx2

from varne.readers.problem import Problem, shortened

SITE = "https://www.gov.uk"
PUBLICATIONS = ("government/publications/migrants-detected-crossing-the-english-channel-in-small-boats",)
"""The Home Office's and Border Force's publication: time series workbook, last 7 days, weekly summary."""
LARGEST = 30_000_000
"""Bytes of one file; the workbook has 80,000."""
PATIENCE = httpx2.Timeout(30.0, connect=10.0)
WANTED = (".ods", ".xlsx", ".csv")


class NoNetwork(ConnectionError):
    """The site cannot be reached at all; nothing was fetched."""


@dataclass(frozen=True, slots=True, eq=False)
class Fetched:
    """A file or page as it came, with its address."""

    name: str
    content: bytes
    url: str


def fetch(site: str = SITE) -> tuple[list[Fetched], list[Problem]]:
    """Every attachment of the publications that may hold figures.

    site     without a slash at its end; another one for a mirror
    returns  what came, and a problem for each address that gave nothing
    raises   NoNetwork when the site cannot be reached
    """
    fetched: list[Fetched] = []
    problems: list[Problem] = []
    with httpx2.Client(timeout=PATIENCE, follow_redirects=True, headers={"user-agent": "varne (figures update)"}) as client:
        for path in PUBLICATIONS:
            for name, url in _attachments(client, site, f"{site}/api/content/{path}", problems):
                if content := _got(client, url, problems):
                    fetched.append(Fetched(name, content, url))
    return fetched, problems


def _attachments(client: httpx2.Client, site: str, url: str, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    content = _got(client, url, problems, first=True)
    if content is None:
        return
    try:
        listed = httpx2.Response(200, content=content).json()["details"]["attachments"]
        found = [n for a in listed if (n := _named(site, a))]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        why = f"no list of attachments ({type(error).__name__}: {error})"
        problems.append(Problem(url, shortened(content[:200].decode("utf-8", "replace")), why, "fetch the files by hand"))
        return
    if not found:
        problems.append(Problem(url, f"{len(listed)} attachments", "none that may hold figures", "has the page moved?"))
    yield from found


def _named(site: str, attachment: dict[str, Any]) -> tuple[str, str] | None:
    """Name and address of an attachment that may hold figures: a workbook or table, or a page of the site."""
    url = urljoin(f"{site}/", str(attachment.get("url", "")))
    path = urlsplit(url).path
    name = str(attachment.get("filename") or path.rsplit("/", 1)[-1])
    if name.lower().endswith(WANTED):
        return name, url
    is_page = attachment.get("attachment_type") == "html" and urlsplit(url).netloc == urlsplit(site).netloc
    return (f"{name}.html", url) if is_page else None


def _got(client: httpx2.Client, url: str, problems: list[Problem], *, first: bool = False) -> bytes | None:
    """The bytes at an address; None, and a problem, when it gives none.

    raises  NoNetwork when it is the first address and cannot be reached
    """
    try:
        with client.stream("GET", url) as answer:
            answer.raise_for_status()
            return _body(answer)
    except httpx2.HTTPStatusError as error:
        status = f"{error.response.status_code} {error.response.reason_phrase}"
        problems.append(Problem(url, status, "the site did not give it", "look at the address in a browser; it may have moved"))
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        if first:
            host = urlsplit(url).netloc or url
            mend = "nothing was fetched or changed. Fetch the files elsewhere, then: varne figures import FILE..."
            raise NoNetwork(f"{host} cannot be reached ({shortened(str(error)) or type(error).__name__}); {mend}") from error
        problems.append(Problem(url, shortened(str(error)), "it did not come", "try again"))
    return None


def _body(answer: httpx2.Response) -> bytes:
    content = bytearray()
    for piece in answer.iter_bytes():
        content += piece
        if len(content) > LARGEST:
            raise httpx2.ReadError(f"longer than {LARGEST} bytes")
    return bytes(content)
