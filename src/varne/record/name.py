"""The name of a chain: whose it is, which incarnation of that node wrote it, and who may read it.

A node writes one chain for each audience, so that nothing is ever filtered out of a chain and every reader can verify
all of what it has. A node that lost its disk goes on in a new incarnation and never uses a number twice.
"""

import re
from dataclasses import dataclass, replace
from typing import Self

JOINT, INTERNAL = "joint", "internal"
PARTNER = "partner/"
_NODE = re.compile(r"\w(?:[\w -]*\w)?", re.ASCII)
_NAME = re.compile(rf"(?P<node>{_NODE.pattern})(?:\.(?P<incarnation>[1-9]\d{{0,8}}))?/(?P<audience>.+)", re.ASCII)
_AUDIENCE = re.compile(r"joint|internal|partner/\w[\w-]*", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class ChainName:
    """A chain, as str: "dover/joint", "dover.2/joint", "dover/internal", "dover/partner/alarm-phone".

    node         who writes it, as in varne.toml `centre`
    incarnation  1 for a node that never lost its disk
    audience     joint: both centres; internal: never leaves the node; partner/NAME: that partner
    """

    node: str
    incarnation: int = 1
    audience: str = JOINT

    def __str__(self) -> str:
        number = f".{self.incarnation}" if self.incarnation > 1 else ""
        return f"{self.node}{number}/{self.audience}"

    def next(self, step: int = 1) -> Self:
        """The chain of the same node and audience in a later incarnation."""
        return replace(self, incarnation=self.incarnation + step)

    def open_to(self, reader: str, *, partner: bool = False) -> bool:
        """Whether a node that asks may have it: a centre joint chains, a partner those written for it, nobody internal ones.

        >>> [parse_chain(c).open_to("gris-nez") for c in ("dover/joint", "dover/internal", "dover/partner/ngo")]
        [True, False, False]
        >>> parse_chain("dover/partner/ngo").open_to("ngo", partner=True)
        True
        """
        return self.audience == (PARTNER + reader if partner else JOINT)


def parse_chain(text: str) -> ChainName:
    """A chain's name read.

    raises  ValueError that shows how one looks

    >>> parse_chain("dover.2/joint")
    ChainName(node='dover', incarnation=2, audience='joint')
    """
    found = _NAME.fullmatch(text)
    if not found or not _AUDIENCE.fullmatch(found["audience"]) or found["incarnation"] == "1":
        raise ValueError(
            f"{text!r} is no chain; write NODE/joint, NODE/internal or NODE/partner/NAME, such as dover/joint or dover.2/joint"
        )
    return ChainName(found["node"], int(found["incarnation"] or 1), found["audience"])


def check_node(name: str) -> str:
    """The name of a node, if it can be one.

    raises  ValueError: a name is part of addresses and of chains, so it has no dots and slashes

    >>> check_node("gris-nez")
    'gris-nez'
    """
    if not _NODE.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a node; use letters, digits, '-' and single words, such as dover or gris-nez")
    return name


def check_audience(name: str) -> str:
    """An audience, if it is one.

    raises  ValueError that lists them
    """
    if not _AUDIENCE.fullmatch(name):
        raise ValueError(f"{name!r} is no audience; the audiences are joint, internal and partner/NAME")
    return name
