"""Every ending has a writer, an unknown one is told what there is, and the answer's keys stay what scripts depend on."""

import json

import numpy as np
import pytest

from varne.writers.drifted import drifted, moment_of, object_words
from varne.writers.formats import FORMATS, writer_for
from varne.writers.netcdf import netcdf, netcdf_maps


def test_the_longest_ending_wins_whatever_its_case(adrift):
    assert writer_for("a/b.v2/night.nc")(adrift) == netcdf(adrift)
    assert writer_for("night.MAP.NC")(adrift) == netcdf_maps(adrift)


def test_an_unknown_ending_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"\.docx.*\.geojson.*\.kml.*\.gpx.*\.txt.*\.png.*\.nc"):
        writer_for("night.docx")


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("case", ["adrift", "stranding", "gone"])
def test_every_writer_gives_bytes_for_every_case(ending, case, request):
    content = FORMATS[ending](request.getfixturevalue(case))
    assert isinstance(content, bytes)
    assert len(content) > 500


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_answer_gives_the_same_bytes(ending, stranding):
    assert FORMATS[ending](stranding) == FORMATS[ending](stranding)


def test_answer_keeps_its_contract(adrift, gone):
    told = json.loads(FORMATS[".json"](adrift))
    assert {"object", "n", "seed", "fields", "hours"} <= set(told)
    assert (told["object"], told["n"], told["seed"]) == ("piw", 800, 1)
    assert [h["at"] for h in told["hours"]][:2] == ["2021-11-24T03:12:00Z", "2021-11-24T04:12:00Z"]
    assert set(told["hours"][0]) == {"at", "lon", "lat", "regions", "stranded", "outside", "contains"}
    last = json.loads(FORMATS[".json"](gone))["hours"][-1]
    assert (last["lon"], last["lat"], last["regions"], last["contains"]) == (None, None, {}, 1.0)
    assert last["outside"] == pytest.approx(1)


def test_a_moment_counts_what_is_ashore_and_what_has_left(stranding):
    flag, weight = stranding.run.flag[-1], stranding.run.weight
    last = moment_of(stranding.run, stranding.run.t[-1])
    assert last.stranded == pytest.approx(weight[flag == 1].sum())
    assert last.outside == pytest.approx(weight[flag == 2].sum())
    inside = weight * (flag != 2) / (weight * (flag != 2)).sum()
    assert last.density.lon0 == pytest.approx(stranding.run.lon[-1] @ inside)


def test_moments_are_told_in_order_of_time_and_at_least_one(adrift):
    again = drifted(adrift.run, "piw", adrift.start, 1, adrift.run.t[::-1])
    assert np.all(np.diff([m.t for m in again.moments]) > 0)
    with pytest.raises(ValueError, match="no moment"):
        drifted(adrift.run, "piw", adrift.start, 1, [])


def test_objects_in_words():
    assert object_words("swamped") == "swamped inflatable"
    assert object_words("piw:0.5,swamped:0.5") == "piw:0.5,swamped:0.5"
