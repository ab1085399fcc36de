"""What a path costs at the shore: a look at the near-land flag, and a step of 1.5 km cut with the line."""

import json
import time

import numpy as np
from numba import njit

from varne.sea import shore

N, STEP_DEG = 200_000, 0.015


def main() -> None:
    s, rng = shore.strait(), np.random.default_rng(1)
    places, course = rng.uniform((0.2, 50.2), (3.0, 51.6), (4 * N, 2)), rng.uniform(0, 2 * np.pi, 4 * N)
    ends = places + STEP_DEG * np.stack([np.cos(course), np.sin(course)], axis=1)
    paths = np.hstack([places, ends])
    arrays = (s.segments, s.first, s.land_near, s.land, s.grid)
    sea = paths[~ashore_all(*arrays, paths)]
    flagged = near_all(*arrays, sea)
    at_line = sea[first_hit_all(*arrays, sea) <= 1.0]
    rows = {
        "near_ns": ns(near_all, arrays, sea),
        "first_hit_far_from_land_ns": ns(first_hit_all, arrays, sea[~flagged]),
        "first_hit_near_land_ns": ns(first_hit_all, arrays, sea[flagged]),
        "first_hit_meeting_the_shore_ns": ns(first_hit_all, arrays, at_line),
        "ashore_ns": ns(ashore_all, arrays, sea[flagged]),
    }
    print(json.dumps({"bench": "shore, CPU time a call, one thread, steps of 0.015 degree", **rows, "met": len(at_line)}))


def ns(work, arrays, paths) -> float:
    paths = np.ascontiguousarray(paths)
    work(*arrays, paths)
    times = []
    for _ in range(5):
        begin = time.process_time()
        work(*arrays, paths)
        times.append(time.process_time() - begin)
    return round(1e9 * float(np.median(times)) / len(paths), 1)


@njit
def near_all(segments, first, land_near, land, grid, paths):
    out = np.empty(len(paths), np.bool_)
    for k in range(len(paths)):
        out[k] = shore.near(land_near, grid, paths[k, 0], paths[k, 1])
    return out


@njit
def first_hit_all(segments, first, land_near, land, grid, paths):
    out = np.empty(len(paths))
    for k in range(len(paths)):
        out[k] = shore.first_hit(segments, first, grid, paths[k, 0], paths[k, 1], paths[k, 2], paths[k, 3])
    return out


@njit
def ashore_all(segments, first, land_near, land, grid, paths):
    out = np.empty(len(paths), np.bool_)
    for k in range(len(paths)):
        out[k] = shore.ashore(segments, first, land, grid, paths[k, 0], paths[k, 1])
    return out


if __name__ == "__main__":
    main()
