"""The night of events that arrive in any order: always that of all in their order, and the same at both nodes."""

from datetime import timedelta
from itertools import pairwise

from apart_script import Side
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import START

from varne.record.history import History
from varne.record.incident import fold, order

RECORD = settings.get_profile("record")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["dover", "gris-nez"]),
        st.sampled_from(["report", "open", "join", "split", "rename", "task", "account", "offer", "accept", "close", "hear"]),
        st.integers(0, 3),
    ),
    max_size=40,
)


def acted(acts):
    """Two sides after what their officers did while hearing each other now and then."""
    sides = {name: Side(name, slow) for name, slow in (("dover", 0.0), ("gris-nez", 90.0))}
    for second, (name, what, k) in enumerate(acts):
        side, other = sides[name], next(s for n, s in sides.items() if n != name)
        match what:
            case "report":
                side.report(second, f"r{k}", people=30 + k)
            case "open":
                side.open(second, boat="cl"[k % 2], reports=[f"r{k}"])
            case "join":
                side.join(second, f"r{k}", boat="cl"[k % 2])
            case "split":
                side.split(second, f"r{k}", boat="cl"[k % 2])
            case "rename":
                side.rename(second, f"{name} {k}")
            case "task":
                side.task(second, "Valiant", "cl"[k % 2])
            case "account":
                side.account(second, 30 + k)
            case "offer":
                side.offer(second, other.name)
            case "accept":
                side.accept(second)
            case "close":
                side.request(second, "false_report_proven")
                side.confirm(second)
            case "hear":
                side.hear(other)
    return sides["dover"], sides["gris-nez"]


@settings(RECORD)
@given(ACTS, st.randoms(use_true_random=False), st.integers(1, 7))
def test_any_order_of_arrival_gives_one_night_and_every_earlier_one(acts, chance, piece):
    dover, griz = acted(acts)
    events = list((dover.held | griz.held).values())
    chance.shuffle(events)
    history = History()
    for start in range(0, len(events), piece):
        history.take(events[start : start + piece])
        if chance.random() < 0.5:
            assert history.night() == fold(sorted(events[: start + piece], key=order))
    assert history.night() == fold(sorted(events, key=order))
    for k in range(len(events) + 1):
        assert history.night(k) == fold(sorted(events[:k], key=order))


@settings(RECORD)
@given(ACTS)
def test_somebody_who_feels_responsible_is_never_missing(acts):
    """Each side's own view: for every boat at least one centre holds it as far as that centre itself knows."""
    for n in range(len(acts) + 1):
        dover, griz = acted(acts[:n])
        both = fold(sorted((dover.held | griz.held).values(), key=order))
        for boat in both.boats:
            views = {side.name: side.night.boats.get(boat) for side in (dover, griz)}
            assert any(view and name in view.holders for name, view in views.items())
            assert all(view.holders for view in (*views.values(), both.boats[boat]) if view)


def test_a_clock_that_is_a_day_ahead_does_not_hide_what_came_after_it():
    fast, side = Side("gris-nez", slow=-86_400.0), Side("dover")
    fast.report(10, "r1")
    side.report(20, "r2")
    history = History()
    history.take(fast.held.values(), START + timedelta(seconds=11))
    history.take(side.held.values(), START + timedelta(seconds=21))
    assert [history.known_at(START + timedelta(seconds=s)) for s in (5, 15, 25)] == [0, 1, 2]


def test_kept_nights_are_few_and_reach_back_far():
    side = Side("dover")
    for n in range(600):
        side.report(n, f"r{n}")
    history = History()
    for s in side.held.values():
        history.take([s])
        history.night()
    back = [600 - m.n for m in history._marks]
    assert back[0] == 600
    assert back[-1] == 0
    assert len(back) < 25
    assert all(further <= 3 * nearer for further, nearer in pairwise(back[:-1]))
