"""Three answers: adrift in the open, stranding near Calais, and all gone in the end."""

import pytest
from answers import NASTY, a_run, all_gone, an_answer, some_gone


@pytest.fixture(scope="session")
def adrift():
    return an_answer(a_run(1.75947, 51.15075, 5, fields=("tide atlas", NASTY)), contains=(1.80, 51.18))


@pytest.fixture(scope="session")
def stranding():
    return an_answer(a_run(1.80, 51.02, 4, way=(0.005, -0.01), flags=some_gone), "inflatable")


@pytest.fixture(scope="session")
def gone():
    return an_answer(a_run(1.75947, 51.15075, 3, flags=all_gone), contains=(1.0, 51.0))
