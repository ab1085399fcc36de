"""What people call the things that drift, in English and French, and the classes of the leeway table that stand for them.

Nobody has published the leeway of an inflatable loaded with 30 to 70 people. `inflatable` is therefore a bracket: equal
parts of the slow end (refugee raft, deep in the water), the middle (open skiff) and the fast end (empty raft without
ballast). The shares of every mixture are our judgement, not a measurement; docs/leeway.md gives the reasons.
"""

import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from math import isfinite

from varne.drift.classes import TABLE, Leeway

Table = Mapping[str, Leeway]

MIXTURES: dict[str, dict[str, float]] = {
    "piw": {"PIW-1": 1.0},
    "piw-jacket": {"PIW-2": 0.5, "PIW-3": 0.5},
    "inflatable": {"REFUGEE-RAFT-1": 1 / 3, "SKIFF-2": 1 / 3, "LIFE-RAFT-NB-2": 1 / 3},
    "swamped": {"SKIFF-3": 0.5, "LIFE-RAFT-DB-22": 0.25, "LIFE-RAFT-SB-9": 0.25},
    "raft": {"LIFE-RAFT-DB-10": 1 / 3, "LIFE-RAFT-SB-6": 1 / 3, "LIFE-RAFT-NB-1": 1 / 3},
}
"""Short names as mixtures of classes. `underway` is not here: it is a state of motion, its leeway is the inflatable's."""

ALIASES: dict[str, tuple[str, ...]] = {
    "piw": (
        "person in water", "person in the water", "persons in water", "persons in the water", "people in water",
        "people in the water", "man overboard", "person overboard", "mob", "in the water",
        "personne à l'eau", "personnes à l'eau", "personne à la mer", "personnes à la mer", "homme à la mer",
        "naufragé", "naufragés", "à l'eau",
    ),
    "piw-jacket": (
        "life jacket", "lifejacket", "person with life jacket", "person with lifejacket", "person in water with life jacket",
        "person in water with lifejacket", "gilet de sauvetage", "brassière de sauvetage", "personne avec gilet",
        "personne à l'eau avec gilet", "personne à l'eau avec gilet de sauvetage",
    ),
    "inflatable": (
        "inflatable boat", "rubber boat", "rubber dinghy", "dinghy", "small boat", "migrant boat", "adrift",
        "pneumatique", "bateau pneumatique", "canot pneumatique", "embarcation pneumatique", "canot", "zodiac",
        "petite embarcation", "embarcation", "à la dérive",
    ),
    "swamped": (
        "swamped boat", "flooded", "awash", "capsized", "overturned", "envahi", "envahie", "bateau envahi",
        "embarcation envahie", "canot envahi", "plein d'eau", "chaviré", "chavirée", "retourné", "retournée",
    ),
    "raft": ("life raft", "liferaft", "radeau", "radeau de sauvetage", "radeau de survie", "radeau pneumatique"),
    "PIW-4": ("survival suit", "immersion suit", "combinaison de survie", "combinaison d'immersion"),
    "PIW-5": ("diver", "plongeur", "plongeuse"),
    "PIW-6": ("deceased", "deceased person", "décédé", "décédée", "personne décédée"),
    "PERSON-POWERED-VESSEL-1": ("kayak", "sea kayak", "kayak de mer"),
    "PERSON-POWERED-VESSEL-2": ("surfboard", "planche de surf"),
    "PERSON-POWERED-VESSEL-3": ("windsurfer", "planche à voile", "véliplanchiste"),
    "SAILBOAT-1": ("sailing boat", "sailboat", "yacht", "voilier"),
    "FISHING-VESSEL-1": ("fishing vessel", "fishing boat", "bateau de pêche", "navire de pêche"),
    "FV-DEBRIS": ("debris", "wreckage"),
    "OIL-DRUM": ("drum", "fût"),
    "SLDMB": ("drifting buoy", "bouée dérivante"),
}  # fmt: skip
"""Other words for a short name or class, read without regard to case, accents, hyphens and spaces."""

SLIP = 0.015
"""How far the shares of a mixture may miss 1 (three times 0.33): more is taken for a slip."""


@lru_cache(1024)
def fold(text: str) -> str:
    """Text without case, accents and punctuation, one space between words.

    >>> fold("Personne à l’EAU"), fold("PIW_1")
    ('personne a l eau', 'piw 1')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def resolve(name: str, table: Table = TABLE) -> str:
    """The class of the table or the short name that a name stands for.

    name     class, short name or alias; a class of the table goes first
    raises   ValueError with the short names and whatever is spelled much like it

    >>> resolve("Homme à la mer"), resolve("sailboat-6B")
    ('piw', 'SAILBOAT-6b')
    """
    if name in table:
        return name
    known = _known(table)
    if fold(name) in known:
        return known[fold(name)]
    close = [f"{match!r} ({known[match]})" for match in get_close_matches(fold(name), known, n=5)]
    hint = f"did you mean {', '.join(close)}?" if close else "docs/leeway.md lists them all"
    raise ValueError(
        f"object {name!r} is not in the leeway table; allowed are {sorted(MIXTURES)}, other words for them (English, French), "
        f"a mixture such as 'SKIFF-3:0.6,PIW-1:0.4', or one of {len(table)} classes; {hint}"
    )


def _known(table: Table) -> dict[str, str]:
    aliases = {
        fold(alias): target for target, words in ALIASES.items() for alias in words if target in MIXTURES or target in table
    }
    return aliases | {fold(name): name for name in MIXTURES} | {fold(key): key for key in table}


def mixture(what: str | Mapping[str, float], table: Table = TABLE) -> dict[str, float]:
    """Classes and their weights, which sum to one.

    what     class, short name or alias; several as "SKIFF-3:0.6,PIW-1:0.4" or {"SKIFF-3": 0.6, "PIW-1": 0.4}
    raises   ValueError for an unknown name, or shares that are negative or do not sum to one

    >>> mixture("PIW-1"), mixture("swamped:0.5, personne à l'eau:0.5")["PIW-1"]
    ({'PIW-1': 1.0}, 0.5)
    """
    shares = _shares(what) if isinstance(what, str) else what
    total = sum(shares.values())
    if not all(isfinite(share) and share >= 0 for share in shares.values()) or abs(total - 1) > SLIP:
        raise ValueError(f"the shares of {dict(shares)} must be 0 or more and sum to 1, they sum to {total:g}; is one missing?")
    weights: dict[str, float] = {}
    for name, share in shares.items():
        for key, weight in _classes(resolve(name, table), table).items():
            weights[key] = weights.get(key, 0.0) + weight * share / total
    return weights


def _classes(name: str, table: Table) -> dict[str, float]:
    if name in table:
        return {name: 1.0}
    missing = sorted(set(MIXTURES[name]) - set(table))
    if missing:
        raise ValueError(f"{name!r} stands for {missing}, not in this table; extend the shipped one: TABLE | parse_rows(text)")
    return MIXTURES[name]


def _shares(text: str) -> dict[str, float]:
    if ":" not in text:
        return {text: 1.0}
    shares: dict[str, float] = {}
    for piece in text.split(","):
        name, _, share = (part.strip() for part in piece.rpartition(":"))
        try:
            shares[name] = shares.get(name, 0.0) + float(share if name else "")
        except ValueError:
            raise ValueError(
                f"{piece.strip()!r} in the mixture {text!r} is no name with a share; write NAME:SHARE,NAME:SHARE, as in 0.6"
            ) from None
    return shares
