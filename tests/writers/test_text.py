"""Five positions: they read back as the same places, they are what they say they are, in both languages."""

import re

import numpy as np
import pytest

from varne.positions import readings
from varne.writers.text import five, radio, text

HALF_A_TENTH = 0.05 / 60 + 1e-9


def said(page):
    return re.findall(r"^[1-5] .*?  +(\d\d°.*)$", page, re.MULTILINE)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("case", ["adrift", "stranding"])
def test_positions_read_back_as_the_same_places(language, case, request):
    d = request.getfixturevalue(case)
    heard = said(radio(d, language))
    assert len(heard) == 5
    for spoken, (lon, lat) in zip(heard, five(d.moments[-1]), strict=True):
        explicit = [r for r in readings(spoken) if r.explicit]
        assert len(explicit) == 1
        assert explicit[0].lon == pytest.approx(lon, abs=HALF_A_TENTH)
        assert explicit[0].lat == pytest.approx(lat, abs=HALF_A_TENTH)


def test_limits_bound_nine_tenths_and_the_first_is_the_densest(adrift):
    moment = adrift.moments[-1]
    (lon, lat), north, east, south, west = five(moment)
    states = adrift.run.lon[-1], adrift.run.lat[-1]
    inside = (states[0] >= west[0]) & (states[0] <= east[0]) & (states[1] >= south[1]) & (states[1] <= north[1])
    assert 0.9 <= adrift.run.weight[inside].sum() < 1
    centre = 1.75947 + 0.05, 51.15075 + 0.03
    assert np.hypot((lon - centre[0]) * 0.63, lat - centre[1]) < 0.012  # within half a spread of the middle of the cloud
    assert west[0] < lon < east[0]
    assert south[1] < lat < north[1]


def test_any_moment_can_be_asked_for(adrift):
    assert "FIVE POSITIONS AT 24 0512 UTC" in radio(adrift, "en", adrift.run.t[2] + 60)
    assert "FIVE POSITIONS AT 24 0812 UTC" in radio(adrift, "en")


def test_both_languages_with_hours_and_warning(adrift):
    page = text(adrift).decode()
    assert "DRIFT OF person in the water, state unknown" in page
    assert "DÉRIVE : personne à l'eau, état inconnu" in page
    assert page.count("24 0412 UTC  51°") == 2
    assert "Not for navigation." in page
    assert "Ne pas utiliser pour la navigation." in page
    assert "à terre" in page.lower()


def test_all_gone_is_said_and_no_position_made_up(gone):
    page = radio(gone, "en")
    assert said(page) == []
    assert "no position can be given" in page
    with pytest.raises(ValueError, match="earlier moment"):
        five(gone.moments[-1])
