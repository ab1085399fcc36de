"""How Varne's proposals become labels and probabilities for the bench."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
ours = pytest.importorskip("bench.fusion.ours")

REPORTS = [SimpleNamespace(id=i, channel="rescue" if i == "r" else "call") for i in "abcrd"]
FOUND = SimpleNamespace(
    boats=(SimpleNamespace(id="boat:a", reports=("a", "b")), SimpleNamespace(id="boat:c", reports=("c",))),
    pairs=(SimpleNamespace(a="a", b="b", p=0.9), SimpleNamespace(a="b", b="c", p=0.2)),
)
MATCHED = [
    SimpleNamespace(
        report="r", candidates=(SimpleNamespace(boat="boat:a", p=0.7), SimpleNamespace(boat="boat:c", p=0.1)), none_of_ours=0.2
    )
]


def test_a_recovery_takes_the_label_of_a_boat_only_above_the_threshold():
    assert ours.labelled(REPORTS, FOUND, MATCHED, 0.5).tolist() == [0, 0, 1, 0, -1]
    assert ours.labelled(REPORTS, FOUND, MATCHED, 0.8).tolist() == [0, 0, 1, -1, -1]


def test_pairs_are_symmetric_and_a_recovery_pairs_with_every_report_of_a_boat():
    p = ours.pair_matrix(REPORTS, FOUND, MATCHED)
    assert (p == p.T).all()
    assert p[0].tolist() == [1.0, 0.9, 0.0, 0.7, 0.0]
    assert p[3].tolist() == [0.7, 0.7, 0.1, 1.0, 0.0]


def test_a_boat_is_rescued_when_any_recovery_was_it():
    twice = [*MATCHED, *MATCHED]
    said = ours.rescue_vector(REPORTS, FOUND, twice)
    assert said == pytest.approx([0.91, 0.91, 0.19, 1.0, 0.0])
