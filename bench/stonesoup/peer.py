"""Stone Soup's trackers on the same scans, in an environment and a process of their own (setup.sh).

    .stonesoup/bin/python bench/stonesoup/peer.py SCANS.npz TRACKS.npz --tracker jpda-ehm2

SCANS.npz  t (k,), first (k + 1,), place (m, 2), cov (m, 3) xx, xy, yy, keep (k,), detects, clutter [1/m2]
TRACKS.npz t (r,), number (r,), place (r, 2): the confirmed tracks after each kept scan
Prints one JSON line. Built from components as Stone Soup's own examples build them: nearly constant velocity, six
detections to confirm, a minute without one to delete; the same motion noise for both trackers.
"""

import argparse
import json
import time
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import numpy as np
from stonesoup.dataassociator.neighbour import GNNWith2DAssignment
from stonesoup.dataassociator.probability import JPDAwithEHM2
from stonesoup.deleter.time import UpdateTimeDeleter
from stonesoup.functions import gm_reduce_single
from stonesoup.hypothesiser.distance import DistanceHypothesiser
from stonesoup.hypothesiser.probability import PDAHypothesiser
from stonesoup.initiator.simple import MultiMeasurementInitiator, SimpleMeasurementInitiator
from stonesoup.measures import Mahalanobis
from stonesoup.models.measurement.linear import LinearGaussian
from stonesoup.models.transition.linear import CombinedLinearGaussianTransitionModel, ConstantVelocity
from stonesoup.predictor.kalman import KalmanPredictor
from stonesoup.types.array import StateVectors
from stonesoup.types.detection import Detection
from stonesoup.types.prediction import GaussianStatePrediction
from stonesoup.types.state import GaussianState
from stonesoup.types.update import GaussianStateUpdate
from stonesoup.updater.kalman import KalmanUpdater

NOISE, SPEED, GATE, CONFIRM, ALIVE_S, TENTATIVE_S = 0.003, 4.0, 3.7, 6, 60, 13
EPOCH = datetime(2021, 11, 24, tzinfo=UTC).replace(tzinfo=None)  # Stone Soup compares naive times


def linear(cov):
    return LinearGaussian(4, (0, 2), np.array([[cov[0], cov[1]], [cov[1], cov[2]]]))


class Bench:
    """One tracker put together from Stone Soup's parts."""

    def __init__(self, kind, detects, clutter):
        self.predictor = KalmanPredictor(CombinedLinearGaussianTransitionModel([ConstantVelocity(NOISE)] * 2))
        self.updater = KalmanUpdater(linear((2_500.0, 0.0, 2_500.0)))
        distance = DistanceHypothesiser(self.predictor, self.updater, Mahalanobis(), missed_distance=GATE)
        self.soft = kind == "jpda-ehm2"
        pda = PDAHypothesiser(self.predictor, self.updater, clutter, detects, prob_gate=0.999)
        self.associator = JPDAwithEHM2(pda) if self.soft else GNNWith2DAssignment(distance)
        prior = GaussianState(np.zeros((4, 1)), np.diag([0, SPEED**2, 0, SPEED**2]))
        measured = self.updater.measurement_model
        self.initiator = MultiMeasurementInitiator(
            prior_state=prior,
            measurement_model=measured,
            deleter=UpdateTimeDeleter(timedelta(seconds=TENTATIVE_S)),
            data_associator=GNNWith2DAssignment(distance),
            updater=self.updater,
            min_points=CONFIRM,
            initiator=SimpleMeasurementInitiator(prior, measured, skip_non_reversible=True),
        )
        self.deleter = UpdateTimeDeleter(timedelta(seconds=ALIVE_S))
        self.tracks = set()

    def scan(self, detections, when):
        used = set()
        found = self.associator.associate(self.tracks, detections, when) if self.tracks else {}
        for track, hypotheses in found.items():
            used |= self.softly(track, hypotheses, when) if self.soft else self.hard(track, hypotheses)
        self.tracks -= self.deleter.delete_tracks(self.tracks)
        self.tracks |= self.initiator.initiate(detections - used, when)

    def hard(self, track, hypothesis):
        track.append(self.updater.update(hypothesis) if hypothesis else hypothesis.prediction)
        return {hypothesis.measurement} if hypothesis else set()

    def softly(self, track, hypotheses, when):
        states = [self.updater.update(h) if h else h.prediction for h in hypotheses]
        weights = np.array([float(h.probability) for h in hypotheses])
        used = {h.measurement for h in hypotheses if h and h.probability > 0.3}
        means, covs = StateVectors([s.state_vector for s in states]), np.stack([s.covar for s in states], axis=2)
        mean, cov = gm_reduce_single(means, covs, weights)
        track.append(
            GaussianStateUpdate(mean, cov, hypotheses, when) if used else GaussianStatePrediction(mean, cov, timestamp=when)
        )
        return used


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("scans")
    parser.add_argument("tracks")
    parser.add_argument("--tracker", choices=("gnn", "jpda-ehm2"), required=True)
    a = parser.parse_args()
    s = np.load(a.scans)
    scans = []
    for k, t in enumerate(s["t"]):
        when, rows = EPOCH + timedelta(seconds=float(t)), range(s["first"][k], s["first"][k + 1])
        scans.append(
            (
                when,
                {Detection(s["place"][j].reshape(2, 1), timestamp=when, measurement_model=linear(s["cov"][j])) for j in rows},
            )
        )
    bench, rows, numbers = Bench(a.tracker, float(s["detects"]), float(s["clutter"])), [], {}
    begin = time.process_time()
    for (when, detections), t, keep in zip(scans, s["t"], s["keep"], strict=True):
        bench.scan(detections, when)
        if keep:
            for track in bench.tracks:
                x = track.state_vector
                rows.append((t, numbers.setdefault(track.id, len(numbers)), float(x[0, 0]), float(x[2, 0])))
    spent = time.process_time() - begin
    out = np.array(rows, float).reshape(-1, 4)
    np.savez(a.tracks, t=out[:, 0], number=out[:, 1], place=out[:, 2:])
    print(json.dumps({"tool": f"stonesoup {version('stonesoup')} {a.tracker}", "cpu_s": round(spent, 2)}))


if __name__ == "__main__":
    main()
