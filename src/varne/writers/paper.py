"""Paper: a document that is read, sent as text and printed: a head, lettered parts, lines of words."""

import textwrap
from dataclasses import dataclass
from html import escape

WIDTH = 72
"""Columns of the text: it goes by e-mail, by radio telex (69 and a margin) and is read out."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: letter "A", title, and its lines; a part without lines says in one line that there is nothing."""

    letter: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document in one language.

    head   (label, text) lines that stand first, such as FROM and TO
    foot   lines that stand last: from what and when it was made
    """

    title: str
    language: str
    head: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    foot: tuple[str, ...] = ()


def as_text(paper: Paper) -> str:
    """The document as plain text, wrapped, each line ended.

    >>> print(as_text(Paper("SAR SITREP 1", "en", (("FROM", "Dover"),), (Part("A", "IDENTITY", ("Charlie",)),))), end="")
    SAR SITREP 1
    FROM: Dover
    <BLANKLINE>
    A. IDENTITY
       Charlie
    """
    colon = " :" if paper.language == "fr" else ":"
    lines = [_wrapped(paper.title, ""), *(_wrapped(f"{label}{colon} {text}", "") for label, text in paper.head)]
    for part in paper.parts:
        lines += ["", _wrapped(f"{part.letter}. {part.title}", ""), *(_wrapped(line, "   ") for line in part.lines)]
    if paper.foot:
        lines += ["", *(_wrapped(line, "") for line in paper.foot)]
    return "\n".join(lines) + "\n"


def _wrapped(line: str, indent: str) -> str:
    filled = textwrap.fill(
        line, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_long_words=False, break_on_hyphens=False
    )
    return filled.replace("\u00a0", " ")  # it has kept things together, and not every way of sending has it


def as_html(paper: Paper, style: str, screen: str = "") -> str:
    """The document as an HTML page that prints on A4.

    style   what stands in the head: a link to the style sheet, or a style element with it
    screen  HTML before the paper that is not printed
    """
    head = "".join(f"<tr><th scope='row'>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in paper.head)
    parts = "".join(_part(part) for part in paper.parts)
    foot = "".join(f"<p>{escape(line)}</p>" for line in paper.foot)
    return (
        f'<!doctype html>\n<html lang="{escape(paper.language)}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(paper.title)}</title>\n'
        f"{style}</head>\n"
        f'<body>{screen}<main class="paper"><h1>{escape(paper.title)}</h1>\n<table class="head">{head}</table>\n{parts}'
        f"<footer>{foot}</footer></main></body>\n</html>\n"
    )


def _part(part: Part) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in part.lines)
    return f"<section><h2><span>{escape(part.letter)}</span> {escape(part.title)}</h2>{lines}</section>\n"
