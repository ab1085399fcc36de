"""What tests in several folders share."""

import pytest

import postgres_server


@pytest.fixture(scope="session")
def postgres():
    """The address of a real PostgreSQL server."""
    if postgres_server.binaries() is None:
        pytest.skip("PostgreSQL is not installed; sh scripts/need_postgres.sh does it where it may")
    with postgres_server.running() as server:
        yield server
