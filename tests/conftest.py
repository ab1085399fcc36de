"""What tests in several folders share."""

import os

import pytest
from hypothesis import HealthCheck, settings

import postgres_server

EXAMPLES = 100 if os.environ.get("VARNE_TORTURE") else 50
"""Of a property that does not say how many itself; every run draws others."""
settings.register_profile("varne", deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("varne")  # a test never asserts a time, and a loaded machine is no failure


@pytest.fixture(scope="session")
def postgres():
    """The address of a real PostgreSQL server."""
    if postgres_server.binaries() is None:
        pytest.skip("PostgreSQL is not installed; sh scripts/need_postgres.sh does it where it may")
    with postgres_server.running() as server:
        yield server
