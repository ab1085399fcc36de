"""Arguments and the least-squares analysis."""

import doctest

import numpy as np
import pytest
from atlas.tide import fit, harmonic, linear, report
from atlas.tide.fit import FORCED, MADE
from atlas.tide.harmonic import Analysis, constant, speed, turning

# Schureman 1958, table 2: degrees an hour.
TABLE = {
    "M2": 28.9841042, "S2": 30.0, "N2": 28.4397295, "K1": 15.0410686, "O1": 13.9430356, "L2": 29.5284789,
    "MU2": 27.9682084, "M4": 57.9682084, "MS4": 58.9841042, "MN4": 57.4238337, "M6": 86.9523127, "2MS6": 87.9682084,
    "MSF": 1.0158958, "MM": 0.5443747, "2SM2": 31.0158958, "MK3": 44.0251729,
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_speeds(name):
    assert np.degrees(speed(name)) * 3600 == pytest.approx(TABLE[name], abs=2e-6)


def test_a_product_of_m2_and_n2_meets_l2_half_a_turn_away():
    assert constant("L2") == pytest.approx(np.pi)
    assert 2 * constant("M2") - constant("N2") == pytest.approx(0.0)
    assert constant("O1") + constant("K1") == pytest.approx(constant("M2"))


def test_known_constants_come_back_from_a_month():
    rng = np.random.default_rng(5)
    names = (*FORCED, *MADE)
    truth = {n: rng.normal(size=4) + 1j * rng.normal(size=4) for n in names}
    t = np.arange(2 * 86_400, 31 * 86_400, 900.0)
    x = 0.3 + (turning(names, t) @ np.array([truth[n] for n in names])).real
    analysis = Analysis(names)
    for start in range(0, t.size, 500):
        analysis.add(t[start : start + 500], x[start : start + 500])
    found = analysis.constants()
    for n in names:
        np.testing.assert_allclose(found[n], truth[n], atol=1e-6)
    np.testing.assert_allclose(found["Z0"], 0.3, atol=1e-6)


def test_a_record_too_short_is_said():
    analysis = Analysis(("M2", "S2", "N2", "L2", "MU2"))
    t = np.arange(0, 86_400 / 4, 900.0)
    analysis.add(t, np.zeros((t.size, 1)))
    with pytest.raises(ValueError, match="too short"):
        analysis.constants()


def test_an_unknown_constituent_is_said():
    with pytest.raises(ValueError, match="'X9' is not known"):
        speed("X9")


@pytest.mark.parametrize("module", [harmonic, fit, linear, report], ids=lambda m: m.__name__)
def test_examples_in_docstrings_run(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
