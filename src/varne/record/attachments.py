"""Files that came with messages, kept by what they hold: the name is the SHA-256 of the content.

Nothing here opens, runs or shows one. A file is readable by its owner only, and the name has no ending that a program
would act on. The hash stands in the report, so the record says for ever what came, even when the file has been erased.
"""

import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path

_HASH = re.compile(r"[0-9a-f]{64}")
_NAMED = re.compile(r"\bsha256 ([0-9a-f]{64})\b")


def keep(folder: Path, content: bytes) -> str:
    """Put content into a folder under its hash, once; on disk before it returns.

    returns  the hash, hexadecimal

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     name = keep(Path(folder) / "attachments", b"picture")
    ...     (name == keep(Path(folder) / "attachments", b"picture"), content_of(Path(folder) / "attachments", name))
    (True, b'picture')
    """
    name = sha256(content).hexdigest()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / name).exists():
        handle, path = tempfile.mkstemp(dir=folder, prefix=".")  # 0600
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(path, folder / name)
    return name


def content_of(folder: Path, name: str) -> bytes | None:
    """The content under a hash; None where it is not kept, or is no longer what its name says."""
    if not _HASH.fullmatch(name) or not (folder / name).is_file():
        return None
    content = (folder / name).read_bytes()
    return content if sha256(content).hexdigest() == name else None


def named_in(text: str) -> frozenset[str]:
    """The hashes of attachments that the text of a report names."""
    return frozenset(_NAMED.findall(text))


def forget(folder: Path, name: str) -> bool:
    """Take the content under a hash away; returns whether it was there."""
    if not _HASH.fullmatch(name) or not (folder / name).is_file():
        return False
    (folder / name).unlink()
    return True
