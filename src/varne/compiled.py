"""One trap of numba's file cache, mended in one place.

The cache looks only at the file of the function it keeps: a change in a module whose functions that one calls would go
unseen, and an old program would run. It does look at what a function closes over. So only entry points are cached, and
each closes over the version of all modules that it is compiled from.
"""

import hashlib
import inspect
from types import ModuleType


def version_of(*modules: ModuleType) -> int:
    """A number, 0 or more, that changes with the source of modules."""
    sources = "".join(inspect.getsource(m) for m in modules).encode()
    return int.from_bytes(hashlib.sha256(sources).digest()[:6])
