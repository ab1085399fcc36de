"""How many people, as people write it: 33, 30-40, ~30, 30+, "30 dont 5 enfants", "une trentaine" -> a range.

A range is what somebody stands behind, so a vague word becomes a wide one: how wide is judgement (ABOUT, MORE) and is said
in a note. Counts of women and children are kept apart; they are part of the total.
"""

import re
import unicodedata
from dataclasses import dataclass

from varne.fusion.report import Count

ABOUT = 0.2
"""Half width of "about": the boat of 24 November 2021 was told as 33, 34 and 40."""
MORE = 1.5
"""Most that "more than" reaches, as a factor."""
MOST = 500
"""Aboard one boat; more is a slip of the pen. The largest heard of is 230 (research/domain.md 2.9)."""

_ABOUT = (
    r"(?:~|≈|±|\+/-|env(?:iron)?\.?|about|ap?prox(?:imately|imativement)?\.?|circa|c\.|ca\.?|around|roughly|some|vers|pres de)"
)
_DOZENS = {
    "dizaine": 10, "douzaine": 12, "dozen": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
}  # fmt: skip
_KINDS = {
    "women": r"(?:women|woman|females?|femmes?|f)",
    "children": r"(?:child(?:ren)?|kids?|minors?|infants?|bab(?:y|ies)|enfants?|enf|mineurs?|bebes?|ch)",
    "others": r"(?:men|man|males?|adults?|hommes?|adultes?|h|m)",
}
_UNITS = (
    r"(?:pob|pax|people|persons?|pers(?:onnes?)?|souls?|migrants?|individus?|a bord|on board|onboard|aboard|total|passagers?"
    r"|passengers?|p)"
)
_UNKNOWN = re.compile(
    r"(?:\?+|-+|–|n/?[ack]\.?|n\.[ack]\.?|unknown|unk|not known|tbc|tbd|inconnue?s?|nr|non renseigne|nsp|x|na)?"
)
_RANGE = re.compile(r"(\d+)\s*(?:-|–|—|to|a|et|and|or|ou)\s*(\d+)")
_ADDED = re.compile(rf"(?:\+|\bplus\b|\bet\b|\band\b) *\d+ *(?:{_KINDS['women']}|{_KINDS['children']})(?![a-z])")
_INCLUDING = re.compile(
    r"\b(?:dont|including|incl?\.?|of whom|of which|with|avec|plus|and|et|y compris)\b|[()\[\],;:&/]|\+(?!/)"
)
_AT_LEAST = re.compile(
    r"(?:>=?|at least|au moins|au minimum|mini?(?:mum)?\.?|more than|over|plus de|\+)\s*(\d+)"
    r"|(\d+)\s*(?:\+|et plus|or more|ou plus|mini?(?:mum)?)"
)
_AT_MOST = re.compile(
    r"(?:<=?|up to|jusqu'a|at most|au plus|au maximum|max(?:imum)?\.?|less than|fewer than|under|moins de)\s*(\d+)"
    r"|(\d+)\s*max(?:imum)?"
)
_LIKELY = re.compile(r"[,;]?\s*(?:likely|probable(?:ment)?|prob\.?)\s*(\d+)$")


@dataclass(frozen=True, slots=True)
class Counted:
    """A count with what was assumed to read it ("" for nothing), and the women and children who are part of it."""

    total: Count | None
    note: str = ""
    women: Count | None = None
    children: Count | None = None


def counted(written: object) -> Counted | None:
    """A count out of a cell; None when it cannot be read. An empty or "unknown" cell is a Counted without a total.

    >>> counted("30 dont 5 enfants")
    Counted(total=Count(min=30, likely=30, max=30), note='', women=None, children=Count(min=5, likely=5, max=5))
    >>> counted("~30").total, counted("30 à 40").total, counted("several")
    (Count(min=24, likely=30, max=36), Count(min=30, likely=35, max=40), None)
    """
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        return None
    if not isinstance(written, str):
        whole = written == written and abs(written) <= MOST and written == int(written) and written >= 0
        return Counted(_exactly(int(written))) if whole else None
    text = _plain(written)
    if _UNKNOWN.fullmatch(text):
        return Counted(None)
    added = _ADDED.search(text)
    text, women, children, others = _parts(text)
    named = _sum([c for c in (women, children, others) if c])
    if not text and named.max and not others:  # of the rest nobody said anything
        return Counted(None, "only women or children are counted", women, children)
    found = _total(text) if text else (named, "") if others else None
    if found and text and named.max and added:
        count = found[0]
        both = Count(count.min, count.likely + named.likely, count.max + named.max)
        found = both, f"{named.max} beside {count.likely} may be part of them or more of them"
    if found is None or found[0].max > MOST:
        return None
    return Counted(found[0], found[1], women, children)


def says_nothing(text: str) -> bool:
    """Is it a word or a mark for "nobody said"?

    >>> says_nothing("N/K"), says_nothing("?"), says_nothing("33")
    (True, True, False)
    """
    return bool(_UNKNOWN.fullmatch(_plain(text)))


def written(count: Count, language: str = "en") -> str | int:
    """A count as it is written in a list, in a form that Excel takes for no date and `counted` reads back.

    >>> written(Count(30, 33, 40)), written(Count(30, 35, 40), "fr"), written(Count(33, 33, 33))
    ('30 to 40, likely 33', '30 à 40', 33)
    """
    if count.min == count.likely == count.max:
        return count.min
    to, likely = ("à", "probable") if language == "fr" else ("to", "likely")
    middle = (count.min + count.max) // 2
    return f"{count.min} {to} {count.max}" + ("" if count.likely == middle else f", {likely} {count.likely}")


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).replace("’", "'").split())


def _exactly(n: int) -> Count:
    return Count(n, n, n)


def _sum(parts: list[Count]) -> Count:
    return Count(sum(c.min for c in parts), sum(c.likely for c in parts), sum(c.max for c in parts))


def _parts(text: str) -> tuple[str, Count | None, Count | None, Count | None]:
    """Women, children and others that a text names, and the text without them."""
    found: dict[str, Count | None] = dict.fromkeys(_KINDS)
    for kind, words in _KINDS.items():
        pattern = re.compile(rf"(?<![\d.])(\d{{1,3}})\s*{words}(?![a-z])")
        numbers = [int(m[1]) for m in pattern.finditer(text)]
        if numbers:
            found[kind] = _exactly(sum(numbers))
            text = pattern.sub(" ", text)
    if any(found.values()):
        text = _INCLUDING.sub(" ", text)
    return " ".join(text.split()), found["women"], found["children"], found["others"]


def _total(text: str) -> tuple[Count, str] | None:
    text = re.sub(rf"(?<![a-z]){_UNITS}(?![a-z])\.?:?", " ", text)
    likely = _LIKELY.search(text)
    text = " ".join((text[: likely.start()] if likely else text).split()).strip(" .")
    for read in (_dozens, _range, _vague):
        if found := read(text):
            return _with_likely(found, int(likely[1])) if likely else found
    return None


def _with_likely(found: tuple[Count, str], likely: int) -> tuple[Count, str] | None:
    count, note = found
    return (Count(count.min, likely, count.max), note) if count.min <= likely <= count.max else None


def _dozens(text: str) -> tuple[Count, str] | None:
    m = re.fullmatch(rf"(?:une|a|{_ABOUT}|\s)*(\w+?)s?(?: de)?", text)
    return _about(_DOZENS[m[1]]) if m and m[1] in _DOZENS else None


def _about(n: int) -> tuple[Count, str]:
    return Count(round(n * (1 - ABOUT)), n, round(n * (1 + ABOUT))), f"about {n} is taken as {ABOUT:.0%} either way"


def _range(text: str) -> tuple[Count, str] | None:
    m = re.fullmatch(rf"(?:between |entre |de |from |{_ABOUT} ?)*{_RANGE.pattern}", text)
    if m and int(m[1]) <= int(m[2]):
        low, high = int(m[1]), int(m[2])
        return Count(low, (low + high) // 2, high), ""
    m = re.fullmatch(r"(\d+)\s*/\s*(\d+)", text)
    if m and max(int(m[1]), int(m[2])) < 2 * min(int(m[1]), int(m[2])):
        low, high = sorted((int(m[1]), int(m[2])))
        return Count(low, (low + high) // 2, high), ""
    return None


def _vague(text: str) -> tuple[Count, str] | None:
    if re.fullmatch(r"\d{1,4}", text):
        return _exactly(int(text)), ""
    if m := re.fullmatch(rf"{_ABOUT}\s*(\d+)|(\d+)\s*(?:{_ABOUT}|\?+|ish)", text):
        return _about(int(m[1] or m[2]))
    if m := _AT_LEAST.fullmatch(text):
        n = int(m[1] or m[2])
        return Count(n, n, round(n * MORE)), f"{n} or more is taken as up to {MORE:g} times as many"
    if m := _AT_MOST.fullmatch(text):
        n = int(m[1] or m[2])
        return Count(0, n, n), f"up to {n} is taken as 0 to {n}"
    return None
