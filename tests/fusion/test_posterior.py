"""The samples against all divisions counted out, and what must not matter: order, seed, repeats, numbers of labels."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from making import STREAM, at, report

from varne.fusion.associate import propose
from varne.fusion.items import CLUTTER
from varne.fusion.likelihood import Prior, evidence, sets_of
from varne.fusion.posterior import WHOLE, Effort, Posterior, problem, sample, together, update
from varne.fusion.proposal import Decision
from varne.fusion.report import Count, Description, Outcome
from varne.fusion.table import tabulate
from varne.fusion.view import view_of

PLENTY = Effort(sweeps=5_000, burn=100)
SWAPS = Effort(sweeps=20_000, burn=100)
"""Plenty where reports were counted apart: two of them change boats by turns through a third, so a chain moves slowly."""
SURE = 0.01
"""How near to the exact probability of a pair the samples must come with plenty of effort."""
NEAR = 0.1
"""The same with the effort of every day, four chains of 600 samples: 0.01 to 0.03 seen, 0.07 where reports counted apart
change places between two boats, which the chain seldom does."""
BY_AND_BY = 0.25
"""The same when every report came alone: 4 chains of 12 samples a step; up to 0.20 seen, 0.03 to 0.08 on average."""


def two_boats_and_a_sighting():
    return [
        at("a1", 0, caller="k1", people=33),
        at("a2", 25, 60, 1_500, people=36),
        report("a3", 50, caller="k1", condition="taking_water"),
        at("b1", 10, 120, 2_500, caller="k2", people=30),
        at("b2", 45, 100, 5_000, people=41),
        report("x", 30, channel="missed_call"),
        at("ship", 60, 70, 4_500, channel="ship", source="ship", ellipse_m=(900.0, 400.0, 30.0), people=40),
        report("list", 70, channel="list", source="authority", people=34, condition="swamped"),
    ]


def a_wrong_position_and_counted_apart():
    one = [at(f"p{k}", 15 * k, 60, 900 * k, caller="k") for k in range(3)]
    one[1] = at("p1", 15, 200, 20_000, caller="k")
    seen = [
        at(f"drone-{g}", 40, 60 + 4 * g, 2_300, channel="drone", source="crew", group="pass", ellipse_m=(150.0, 150.0, 0.0))
        for g in range(2)
    ]
    plot = at("radar", 55, 75, 3_300, channel="radar", source="sensor", ellipse_m=(300.0, 100.0, 20.0))
    return [*one, *seen, plot, report("mail", 65, channel="email", source="ngo", people=25)]


def a_recovery_and_late_calls():
    off = Outcome(Count(33, 33, 33))
    return [
        at("c1", 0, people=33, condition="taking_water", boat=Description(colour="black", length_m=8.0)),
        report("c2", 20, people=35, boat=Description(colour="grey")),
        at("d1", 5, 150, 1_800, people=28, boat=Description(colour="black")),
        report("d2", 40, people=31, condition="engine_stopped"),
        at("cutter", 80, 65, 4_600, channel="rescue", source="crew", outcome=off, condition="underway"),
        report("late", 100, people=32),
        report("last", 104, channel="missed_call"),
    ]


NIGHTS = [two_boats_and_a_sighting(), a_wrong_position_and_counted_apart(), a_recovery_and_late_calls()]


def asked(reports, prior=Prior(), **said):  # noqa: B008
    return problem(tabulate(reports, STREAM), prior, **said)


def exact(p):
    """Pair probabilities from every division of the rows into boats, each row being no boat at all in some of them.

    One row after another goes to no boat, to a new boat, or to one that is there: 21,147 divisions of eight rows. Rows out
    of each other's reach (20 km in 40 min) are joined here too, which the sampler does only through a third.
    """
    n = len(p.table.t)
    sets = [s for m in range(1, n + 1) for s in combinations(range(n), m)]
    worth = dict(zip(sets, evidence(p.table, sets_of(sets), p.prior).sum(axis=0).tolist(), strict=True))
    doubt = [CLUTTER.get(r.channel, 0.01) for r in p.table.reports]
    none = [float(np.log(d / (1 - d))) for d in doubt]

    def divisions(i):
        if i == n:
            yield [], 0.0
            return
        for boats, weight in divisions(i + 1):  # rows are handed out from the last: every boat stays ascending
            yield boats, weight + none[i]
            yield [*boats, (i,)], weight
            for k, b in enumerate(boats):
                yield [*boats[:k], (i, *b), *boats[k + 1 :]], weight

    found = [(boats, extra + sum(worth[b] for b in boats)) for boats, extra in divisions(0)]
    most = max(w for _, w in found)
    pair, total = np.zeros((n, n)), 0.0
    for boats, w in found:
        share = np.exp(w - most)
        total += share
        for b in boats:
            pair[np.ix_(b, b)] += share
    pair /= total
    np.fill_diagonal(pair, 1.0)
    return pair, len(found)


@cache
def exact_of(k):
    return exact(asked(NIGHTS[k]))


@pytest.mark.parametrize("k", range(len(NIGHTS)))
def test_pairs_agree_with_all_divisions_counted_out(k):
    p = asked(NIGHTS[k])
    true, divisions = exact_of(k)
    assert divisions == {7: 4_140, 8: 21_147}[len(NIGHTS[k])]
    assert np.abs(sample(p, SWAPS if k else PLENTY).together - true).max() < SURE
    assert np.abs(sample(p).together - true).max() < NEAR


def test_the_nights_that_are_counted_out_hold_doubtful_pairs():
    """Agreement on pairs that are surely one boat or surely two would show nothing."""
    for k in range(len(NIGHTS)):
        true, _ = exact_of(k)
        assert ((true > 0.1) & (true < 0.9)).sum() >= 6


def test_it_holds_for_other_expectations():
    prior = Prior(boats=5, silent=20, calls=1 / 1_500, same_phone=50)
    p = asked(NIGHTS[2], prior)
    assert np.abs(sample(p, PLENTY).together - exact(p)[0]).max() < SURE


def test_the_spread_of_the_chains_says_how_far_it_is_from_exact():
    found, (true, _) = sample(asked(NIGHTS[0])), exact_of(0)
    assert (np.abs(found.together - true) > 4 * found.spread + 0.01).mean() < 0.05


def test_one_seed_gives_the_same_bytes_and_another_the_same_answer():
    p = asked(NIGHTS[0])
    assert sample(p, seed=3).labels.tobytes() == sample(p, seed=3).labels.tobytes()
    assert sample(p, seed=3).labels.tobytes() != sample(p, seed=4).labels.tobytes()
    assert np.abs(sample(p, seed=3).together - sample(p, seed=4).together).max() < NEAR


def test_the_order_of_the_reports_does_not_change_a_byte():
    known = sample(asked(NIGHTS[0])).labels.tobytes()
    for order in np.random.default_rng(1).permuted(np.tile(np.arange(8), (3, 1)), axis=1):
        shuffled = asked([NIGHTS[0][i] for i in order])
        assert sample(shuffled).labels.tobytes() == known


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("k", range(len(NIGHTS)))
def test_reports_one_after_another_in_any_order_come_to_the_same_within_sampling_error(k, seed):
    order = np.random.default_rng(seed).permutation(len(NIGHTS[k]))
    known, p = [], None
    for i in order:
        known.append(NIGHTS[k][i])
        now = asked(known)
        p = sample(now) if p is None else update(now, p)
    off = np.abs(p.together - exact_of(k)[0])
    assert off.max() < BY_AND_BY
    assert off.mean() < 0.1


def test_propose_after_another_proposal_gives_the_boats_of_the_whole_night():
    reports = NIGHTS[0]
    step = None
    for n in range(1, len(reports) + 1):
        step = propose(reports[:n], STREAM, after=step, at_least=0.5)
    whole = propose(reports, STREAM, at_least=0.5)
    after, all_at_once = ({(x.a, x.b): x.p for x in a.pairs} for a in (step, whole))
    for pair in {*after, *all_at_once}:
        assert after.get(pair, 0.0) == pytest.approx(all_at_once.get(pair, 0.0), abs=BY_AND_BY)


def test_a_report_met_twice_adds_nothing():
    once = propose(NIGHTS[1], STREAM)
    assert propose([*NIGHTS[1], *NIGHTS[1]], STREAM) == once
    copy = replace(NIGHTS[1][0], id="copy", received=NIGHTS[1][0].received + timedelta(minutes=4))
    with_copy = propose([*NIGHTS[1], copy], STREAM)
    assert with_copy.state.posterior.labels.tobytes() == once.state.posterior.labels.tobytes()
    assert with_copy.boat_of("copy") == with_copy.boat_of("p0")


def test_the_numbers_of_the_labels_mean_nothing():
    p = asked(NIGHTS[0])
    found = sample(p)
    rng, renamed = np.random.default_rng(5), found.labels.copy()
    for s in renamed.reshape(-1, renamed.shape[-1]):
        s[s >= 0] = rng.permutation(1_000)[s[s >= 0]]
    one, two = (view_of(p, x, STREAM, {}, 0.8) for x in (found, Posterior(found.ids, renamed)))
    assert one.boats() == two.boats()
    assert one.pairs(0.05) == two.pairs(0.05)
    assert one.links(0.05) == two.links(0.05)
    assert one.number() == two.number()


def test_the_numbers_of_the_labels_mean_nothing_to_a_recovery():
    p = asked(NIGHTS[2])
    found = sample(p)
    turned = Posterior(found.ids, np.where(found.labels < 0, -1, found.labels.max() - found.labels).astype(np.int32))
    one, two = (view_of(p, x, STREAM, {}, 0.8).matches() for x in (found, turned))
    assert dict(one[0].boats) == pytest.approx(dict(two[0].boats), abs=1e-12)  # added up in another order
    assert one[0].none_of_ours == pytest.approx(two[0].none_of_ours, abs=1e-12)


def test_what_an_operator_said_holds_in_every_sample_and_can_be_withdrawn():
    reports = NIGHTS[0]
    row = {r.id: i for i, r in enumerate(tabulate(reports, STREAM).reports)}
    plain = propose(reports, STREAM)
    for kind, a, b in (("same", "a1", "b2"), ("different", "a1", "a3"), ("same", "x", "list")):
        told = propose(reports, STREAM, decided=[Decision(kind, a, b)], after=plain)
        s = told.state.posterior.samples
        one = (s[:, row[a]] == s[:, row[b]]) & (s[:, row[a]] >= 0)
        assert not one.any() if kind == "different" else (s[:, row[a]] == s[:, row[b]]).all()
        assert propose(reports, STREAM, after=told) == plain


def far_away(n=6):
    """Reports 100 km and six hours off, of two boats whose pairs are in doubt."""
    return [at(f"far{k}", -420 + 12 * k, 60 + 0.8 * (k % 3), 100_000 + 700 * k) for k in range(n)]


def test_a_new_report_leaves_what_is_far_away_exactly_as_it_was():
    before = sample(asked([*far_away(), *NIGHTS[0][:-1]]))
    after = update(asked([*far_away(), *NIGHTS[0]]), before)
    kept = [after.ids.index(f"far{k}") for k in range(6)]
    was = [before.ids.index(f"far{k}") for k in range(6)]
    pairs = before.together[np.ix_(was, was)]
    assert ((pairs > 0.05) & (pairs < 0.95)).any()
    for c in range(len(before.labels)):
        for new, old in zip(after.labels[c], before.labels[c], strict=True):
            assert (together(new[None, kept]) == together(old[None, was])).all()
            assert not set(new[kept]) & set(np.delete(new, kept)) - {-1}


def test_a_new_report_far_from_all_moves_nothing():
    before = sample(asked(NIGHTS[0]))
    after = update(asked([*NIGHTS[0], *far_away(1)]), before)
    rows = [after.ids.index(i) for i in before.ids]
    assert (together(after.samples[:, rows]) == before.together).all()
    assert not (after.together[after.ids.index("far0"), rows] > 0).any()


def test_more_effort_is_spent_on_fewer_reports():
    assert WHOLE.of(8).sweeps > WHOLE.of(40).sweeps > WHOLE.of(1_000).sweeps == WHOLE.sweeps


def test_a_boat_and_what_an_operator_holds_together_are_never_torn_by_an_update(monkeypatch):
    """However few reports may move: a moved report shares no boat with one that stays, so whole boats move."""
    monkeypatch.setattr("varne.fusion.posterior.MOST", 2)
    boat = [at(f"r{k}", 8 * k, 60, 480 * k, caller="k") for k in range(6)]
    held = report("held", 200)  # nothing but an officer's word ties it to the boat
    night, new = [*boat, held], at("new", 50, 60, 3_000, caller="k")

    def told(reports):
        table = tabulate(reports, STREAM)
        return problem(table, Prior(), atoms=[tuple(sorted(table.row(i) for i in ("r0", "held")))])

    after = update(told([*night, new]), sample(told(night)))
    rows = [after.ids.index(r.id) for r in night]
    assert after.together[np.ix_(rows, rows)].min() > 0.9
    a, b = after.ids.index("r0"), after.ids.index("held")
    assert (after.labels[..., a] == after.labels[..., b]).all()
