"""Scores of an association on nights small enough to count by hand."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from bench.fusion import calibration, scores
from bench.fusion.methods import alone

TRUTH = np.array([0, 0, 0, 1, 1, 2, -1])
NEWEST = np.arange(7.0)


def test_pairs_by_hand():
    labels = np.array([5, 5, 6, 6, 7, 7, 8])  # one right pair of three said; four are true
    found = scores.pairs(labels, TRUTH)
    assert found["precision"] == pytest.approx(1 / 3)
    assert found["recall"] == pytest.approx(1 / 4)
    assert found["f1"] == pytest.approx(2 / 7)


def test_reports_of_no_boat_make_no_true_pair():
    assert scores.pairs(np.array([1, 1]), np.array([-1, -1])) == {"precision": 0.0, "recall": 0.0, "f1": 0.0}
    assert scores.one_boat(np.array([-1, -1, 3, 3])).tolist() == [False] * 5 + [True]


def test_pairs_can_leave_reports_out():
    use = np.array([True, True, False, True, True, True, True])
    assert scores.pairs(np.array([0, 0, 9, 1, 1, 2, 3]), TRUTH, use)["f1"] == pytest.approx(1.0)


def test_perfect_and_alone():
    assert scores.pairs(alone(TRUTH), TRUTH)["f1"] == pytest.approx(1.0)
    for labels in (alone(TRUTH), np.arange(7)):
        assert scores.lost(labels, TRUTH) == 0.0
        assert scores.swallowed(labels, TRUTH, NEWEST) == 0.0
    assert len(np.unique(alone(np.array([-1, -1, 4, 4])))) == 3


def test_one_heap_loses_all_boats_but_one():
    heap = np.zeros(7, np.int64)
    assert scores.lost(heap, TRUTH) == pytest.approx(2 / 3)
    assert scores.swallowed(heap, TRUTH, NEWEST) == pytest.approx(1.0)


def test_a_marker_belongs_to_the_boat_whose_reports_it_holds():
    truth, labels = np.array([0, 0, 0, 1, 1]), np.array([1, 1, 2, 1, 3])
    counts, names = scores.overlap(labels, truth, np.array([0, 1]))
    assert counts.tolist() == [[2, 1, 0], [1, 0, 1]]
    assert names.tolist() == [1, 2, 3]
    assert scores.with_own_marker(counts).tolist() == [True, True]
    assert scores.with_own_marker(counts[:, :2]).tolist() == [True, False]  # boat 1 would need the marker of boat 0


def test_who_is_believed_rescued():
    recovery = np.array([False, False, True, False, False, False, False])
    labels = np.array([0, 0, 0, 0, 1, 2, 3])  # a report of boat 1 is joined to the recovered boat 0
    closed = scores.believed(labels, recovery, None, 0.0)
    assert closed.tolist() == [True] * 4 + [False] * 3
    assert scores.wrongly_believed(closed, TRUTH, {0}) == 0.0  # half of boat 1 is still open
    assert scores.left_open(closed, TRUTH, recovery, {0}) == 0.0
    assert scores.wrongly_believed(closed, TRUTH, {2}) == pytest.approx(1 / 2)
    sure = scores.believed(labels, recovery, np.array([0.95, 0.8, 1, 0.1, 0.1, 0.1, 0]), 0.9)
    assert sure.tolist() == [True, False, True, False, False, False, False]
    assert scores.left_open(sure, TRUTH, recovery, {0}) == 0.0
    assert scores.left_open(np.zeros(7, bool), TRUTH, recovery, {0}) == 1.0


def test_calibration_by_tenths():
    said = np.array([0.05, 0.05, 0.95, 1.0, 0.95, 0.95])
    true = np.array([False, False, True, True, True, False])
    low, high = calibration.by_tenths(said, true)
    assert (low["n"], low["said"], low["true"]) == (2, 0.05, 0.0)
    assert (high["n"], high["from"], high["true"]) == (4, 0.9, 0.75)
    assert calibration.worst_gap([low, high], at_least=4) == pytest.approx(high["said"] - 0.75)
    assert calibration.worst_gap([low, high]) == 0.0  # too few to tell


def test_pairs_and_rescues_are_looked_up_by_their_reports():
    p = np.arange(16.0).reshape(4, 4)
    said, true = calibration.of_pairs(p, np.array([0, 0, -1, -1]), np.array([True, True, False, True]))
    assert said.tolist() == [1.0, 3.0, 7.0]
    assert true.tolist() == [True, False, False]
    said, true = calibration.of_rescues(np.array([0.1, 0.9, 1.0]), np.array([0, 1, 1]), np.array([False, False, True]), [1])
    assert (said.tolist(), true.tolist()) == ([0.1, 0.9], [False, True])
