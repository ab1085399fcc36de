"""How much the record's tests try: a little by default, a lot when VARNE_TORTURE is set (`make torture`)."""

import os

import pytest
from hypothesis import HealthCheck, settings

TORTURE = bool(os.environ.get("VARNE_TORTURE"))


@pytest.fixture(scope="session")
def torture():
    return TORTURE


settings.register_profile(
    "record",
    max_examples=2000 if TORTURE else 60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
