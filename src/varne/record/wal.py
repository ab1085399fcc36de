"""Damage in SQLite's write-ahead log that SQLite itself passes over in silence.

A killed process leaves its last commits in the -wal file. SQLite reads that file up to the first frame whose checksum
fails and takes the rest for a commit that never finished: right for the last commit, wrong for a flipped bit in the
middle, which would make acknowledged reports vanish. With synchronous=FULL a commit starts only when the one before is
on disk, so more than one finished commit behind the break means damage. Pure: bytes in, a sentence out.
"""

import struct
from collections.abc import Iterator

Sums = tuple[int, int]

_HEADER, _FRAME = 32, 24
_MAGIC = 0x377F0682  # its last bit says in which byte order the checksums were taken


def wal_damage(wal: bytes) -> str | None:
    """What is broken in a write-ahead log, if anything that was finished is.

    wal      the content of the -wal file, possibly empty
    returns  a sentence, or None; a torn last commit is None, for it was never acknowledged
    source   sqlite.org/fileformat2.html, section 4

    >>> wal_damage(b"") is None
    True
    """
    if len(wal) <= _HEADER:
        return None
    magic, _, page, _, salt1, salt2, *sums = struct.unpack(">8I", wal[:_HEADER])
    if magic & ~1 != _MAGIC or page < 512 or _add((0, 0), wal[: _HEADER - 8], magic) != tuple(sums):
        return "the header of the write-ahead log is damaged"
    running: Sums | None = _add((0, 0), wal[: _HEADER - 8], magic)
    lost = 0
    for frame in _frames(wal, page):
        same_age = struct.unpack_from(">2I", frame, 8) == (salt1, salt2)
        if running is not None:
            running = _next(running, frame, magic) if same_age else None
        lost += running is None and same_age and frame[4:8] != b"\0\0\0\0"
    return f"a damaged place in the write-ahead log hides {lost} commits behind it" if lost > 1 else None


def _frames(wal: bytes, page: int) -> Iterator[bytes]:
    size = _FRAME + page
    for start in range(_HEADER, len(wal) - size + 1, size):
        yield wal[start : start + size]


def _next(running: Sums, frame: bytes, magic: int) -> Sums | None:
    after = _add(_add(running, frame[:8], magic), frame[_FRAME:], magic)
    return after if struct.unpack_from(">2I", frame, 16) == after else None


def _add(sums: Sums, data: bytes, magic: int) -> Sums:
    s0, s1 = sums
    words = struct.unpack(f"{'>' if magic & 1 else '<'}{len(data) // 4}I", data)
    for x0, x1 in zip(words[::2], words[1::2], strict=True):
        s0 = (s0 + x0 + s1) & 0xFFFFFFFF
        s1 = (s1 + x1 + s0) & 0xFFFFFFFF
    return s0, s1
