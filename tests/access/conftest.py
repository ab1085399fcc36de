"""A store of accounts in a folder of its own, with a password hash that costs little."""

import pytest
from argon2 import PasswordHasher

from varne.access import passwords
from varne.access.store import Store


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """The real parameters take a tenth of a second each time; test_passwords looks at them."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", cheap)
    for function in (passwords.hashed, passwords.matches):
        monkeypatch.setattr(function, "__defaults__", (cheap,))


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path) as opened:
        yield opened
