"""The small sibling of bench.live: a real node, real connections, one that never reads; everything arrives, nothing twice."""

from bench import live


def test_tracks_and_records_reach_every_screen_beside_one_that_is_stuck():
    done, screens = live.run("varne", 8, seconds=2, rate=200, tracks=40, records=20)
    assert done["updates"] >= 300 and done["records"] >= 20
    for s in screens:
        assert s.records == list(range(1, done["records"] + 1))  # in order, each once
    for s in [s for s in screens if s.sampled]:
        have, older = live.newest(s)
        assert older == 0
        assert len(have) == 40
        assert min(have.values()) >= done["updates"] - 40
    assert live.figures(done, screens, 2)["delivered"] > 0.5  # the rest was overtaken by newer values, as it should be
