"""Kept: the newest results of a costly function, by what they were made from."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Kept(Generic[T]):
    """The newest `most` results of a costly function by key."""

    most: int
    results: "OrderedDict[Hashable, T]" = field(default_factory=OrderedDict)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The result of a key, made now where it is not kept."""
        if key not in self.results:
            return self.put(key, make())
        self.results.move_to_end(key)
        return self.results[key]

    def put(self, key: Hashable, made: T) -> T:
        """Keep a result, in place of an older one of the same key."""
        self.results[key] = made
        self.results.move_to_end(key)
        if len(self.results) > self.most:
            self.results.popitem(last=False)
        return made
