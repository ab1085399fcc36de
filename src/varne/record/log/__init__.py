"""The log: append, read, verify, export, import, copy. SQLite by default, PostgreSQL by URL; the same events, the same ids."""

from varne.record.line import Head
from varne.record.log.appending import Log, LogDamaged, OtherKey, stored
from varne.record.log.checking import LogProblem, Verified, verify
from varne.record.log.copying import copy, export_lines, import_lines, upgrade
from varne.record.log.store import Store, store_at
from varne.record.log.tables import Damaged
from varne.record.log.writer import LogClosed, NotRecorded

__all__ = [
    "Damaged",
    "Head",
    "Log",
    "LogClosed",
    "LogDamaged",
    "LogProblem",
    "NotRecorded",
    "OtherKey",
    "Store",
    "Verified",
    "copy",
    "export_lines",
    "import_lines",
    "store_at",
    "stored",
    "upgrade",
    "verify",
]
