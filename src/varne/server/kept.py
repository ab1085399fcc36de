"""Kept: the newest results of a costly function, by what they were made from."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Kept:
    """The newest `most` results of a costly function by key."""

    most: int
    results: "OrderedDict[Hashable, object]" = field(default_factory=OrderedDict)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        if key not in self.results:
            self.results[key] = make()
            if len(self.results) > self.most:
                self.results.popitem(last=False)
        self.results.move_to_end(key)
        return self.results[key]  # type: ignore[return-value]  # what make() gave under this key
