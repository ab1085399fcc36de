"""What tests in several folders share."""

import os

import pytest
from hypothesis import HealthCheck, settings

import postgres_server

TORTURE = bool(os.environ.get("VARNE_TORTURE"))
settings.register_profile(
    "varne",
    max_examples=100 if TORTURE else 50,  # of a property that does not say how many itself
    derandomize=not TORTURE,  # the same commit gives the same result everywhere; `VARNE_TORTURE=1` draws others in every run
    print_blob=True,
    deadline=None,  # a test never asserts a time, and a loaded machine is no failure
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("varne")


@pytest.fixture(scope="session")
def postgres():
    """The address of a real PostgreSQL server."""
    if postgres_server.binaries() is None:
        pytest.skip("PostgreSQL is not installed; sh scripts/need_postgres.sh does it where it may")
    with postgres_server.running() as server:
        yield server
