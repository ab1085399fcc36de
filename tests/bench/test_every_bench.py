"""`make bench` knows how to start every bench that it names."""

import pytest
from bench.__main__ import BENCHES, measures


@pytest.mark.parametrize("name", BENCHES)
def test_it_can_be_started(name: str) -> None:
    assert callable(measures(name))
