"""Outlook: from what is known of one boat to where it, or its people, are and will be, and in what state.

Joins reports (fusion) and ensembles (drift): a few thousand possible states of the boat are carried by tide, wind and
engine from report to report, and count as much as they agree with what was said. Pure: fields and the seed are arguments.

`conditions` says what a reported condition means, `places` a position, `ways` a course; `hearing` puts one report to the
states, `beginning` adds new ones, `cloud` carries them to the next, `following` goes through all of them, `paths` says how
they came where they are; `boat` is what the others ask.
"""

from varne.outlook.boat import ANY_LIGHT_WIND, AREA, CALM, Outlook, longer, outlook, span, starting_report
from varne.outlook.conditions import HAZARDS, SHARES
from varne.outlook.model import Model

__all__ = [
    "ANY_LIGHT_WIND",
    "AREA",
    "CALM",
    "HAZARDS",
    "SHARES",
    "Model",
    "Outlook",
    "longer",
    "outlook",
    "span",
    "starting_report",
]
