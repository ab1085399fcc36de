"""Positions as people write them: every notation, no silent guess, nothing that hangs or falls over.

Expected values are worked out by hand from the text (51°08.5' is 51 + 8.5 / 60) or by writers in this file that share
no code with the program.
"""

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from varne.positions import FORMATS, NOTATIONS, NoPosition, format_position, problems, ranked, readings

hundredth_metre = 1e-7  # degrees
LAT, LON = 51 + 8.5 / 60, 1 + 44.5 / 60  # UK Mayday Relay of 24 November 2021, MAIB report 7/2023
lats, lons = st.floats(49, 53), st.floats(-5, 5)


def near(lon, lat, tolerance=hundredth_metre):
    return lambda r: abs(r.lon - lon) <= tolerance and abs(r.lat - lat) <= tolerance


def among(found, lon, lat, tolerance=hundredth_metre):
    return [r for r in found if near(lon, lat, tolerance)(r)]


# --- positions of the record


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [("51°08.5'N 001°44.5'E", 51.14167, 1.74167), ("51°09.045'N 001°45.568'E", 51.15075, 1.75947)],
)
def test_positions_of_maib_7_2023_have_one_reading(text, lat, lon):
    (only,) = readings(text)
    assert (only.lat, only.lon) == pytest.approx((lat, lon), abs=5e-6)
    assert only.explicit
    assert only.notation == "DM"
    assert only.text == text


# --- every notation that says what it is


@pytest.mark.parametrize(
    "text",
    [
        "51°08.5′ N, 001°44.5′ E",
        "51º 08,5' N 1º 44,5' E",
        "N 51°08.5' E 001°44.5'",
        "N51°08.5'E001°44.5'",
        "51°08.5'N001°44.5'E",
        "51 08.5N 001 44.5E",
        "51 08.5 N, 001 44.5 E",
        "n 51 08.5 e 001 44.5",
        "51-08.5N 001-44.5E",
        "51-08.5-N 001-44.5-E",
        "51–08.5N – 001–44.5E",
        "51:08.5N 001:44.5E",
        "51:08:30N 001:44:30E",
        "51-08-30N 001-44-30E",
        "51°08'30\"N 001°44'30\"E",
        "51° 08′ 30″ Nord / 1° 44′ 30″ Est",
        "51°08'30''N 1°44'30''E",
        "51 08' 30\" N 1 44' 30\" E",
        "51 08.5' N 1 44.5' E",
        "510830N 0014430E",
        "5108.5N 00144.5E",
        "5108.5N 144.5E",
        "5108.5000,N,00144.5000,E",
        "+5108.5+00144.5/",
        "+510830+0014430/",
        "51 degrees 8.5 minutes north 1 degree 44.5 minutes east",
        "latitude 51 08.5 N longitude 001 44.5 E",
        "Lat: N 51 08.5 Long: E 1 44.5",
        "1°44.5'E 51°08.5'N",
        "est 1 44.5 nord 51 08.5",
        "fifty one degrees eight decimal five minutes north, one degree forty-four decimal five minutes east",
        "five one degrees zero eight decimal fife north zero zero one degrees four four decimal fife east",
        "five one zero eight decimal five north zero zero one four four decimal five east",
        "north five one zero eight point five, east zero zero one four four point five",
        "cinquante et un degrés huit virgule cinq minutes nord, un degré quarante-quatre virgule cinq minutes est",
        "cinq un degrés zéro huit décimale cinq nord zéro zéro un degré quatre quatre décimale cinq est",
        "position est 51°08.5'N 001°44.5'E, 33 personnes à bord",
        "24/11/2021 0201Z Charlie 51 08.5N 001 44.5E 40 POB",
        "boat E at 51 08.5N 1 44.5E",
        "٥١ ٠٨٫٥ N ٠٠١ ٤٤٫٥ E",
        "51\u00a008.5\u202fN\u200e 001 44.5 E",
    ],
)
def test_a_stated_notation_has_one_explicit_reading(text):
    (only,) = readings(text)
    assert near(LON, LAT)(only)
    assert only.explicit


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("51.1417°N 1.7417°E", 51.1417, 1.7417),
        ("51,1417° Nord 1,7417° Est", 51.1417, 1.7417),
        ("+51.1417+001.7417/", 51.1417, 1.7417),
        ("+51.1417-001.7417CRSWGS_84/", 51.1417, -1.7417),
        ("50°40'S 001°10'W", -50 - 40 / 60, -1 - 10 / 60),
        ("50°40.0'N 001°10.0' Ouest", 50 + 40 / 60, -1 - 10 / 60),
        ("five one decimal one four one seven north one decimal seven four east", 51.1417, 1.74),
        ("cinquante et un virgule un quatre un sept nord, un virgule sept quatre ouest", 51.1417, -1.74),
        ("fifty point nine niner north zero point eight three west", 50.99, -0.83),
        ("one degree forty-five minutes east, fifty-one degrees north", 51.0, 1.75),
    ],
)
def test_other_stated_positions(text, lat, lon):
    (only,) = readings(text)
    assert near(lon, lat)(only)
    assert only.explicit


def test_letters_that_leave_the_notation_open_are_not_explicit():
    found = readings("51.085N 1.445E")
    assert [(r.notation, r.explicit) for r in found] == [("DD", False), ("DM as DD", False)]
    assert near(LON, LAT)(found[1])


def test_o_is_west_first_and_never_silently():
    """Ouest in French, Ost in German, Oost in Dutch: all three are spoken on this coast."""
    west, east = readings("51°08.5'N 001°44.5'O")
    assert (west.lon, east.lon) == pytest.approx((-LON, LON))
    assert not west.explicit
    assert not east.explicit
    assert any("Ouest" in n for n in west.notes)


# --- bare pairs: all readings, nothing dropped


def test_a_bare_pair_with_points_shows_degrees_and_minutes_both_orders_and_west():
    found = readings("51.085 1.445")
    assert {(round(r.lat, 5), round(r.lon, 5), r.notation) for r in found} == {
        (lat, sign * lon, notation)
        for a, b, notation in [(51.085, 1.445, "DD"), (51.14167, 1.74167, "DM as DD")]
        for lat, lon in [(a, b), (b, a)]
        for sign in (1, -1)
    }
    assert not any(r.explicit for r in found)
    assert found[0].notation == "DD"
    assert found[0].notes == ("no hemisphere given",)
    assert all("digits after the point would be minutes" in r.notes for r in found if r.notation == "DM as DD")
    assert sum("order swapped" in r.notes for r in found) == 4
    assert all(any("west" in n for n in r.notes) for r in found if r.lon < 0)


@pytest.mark.parametrize(
    ("text", "lat", "lon", "notation"),
    [
        ("51 08.5 1 44.5", LAT, LON, "DM"),
        ("51 08.5 1 44.5", LAT, -LON, "DM"),
        ("1 44.5 51 08.5", LAT, LON, "DM"),
        ("51 08.5; 001 44.5", LAT, LON, "DM"),
        ("51°08.5' 001°44.5'", LAT, LON, "DM"),
        ("51 08 30 1 44 30", LAT, LON, "DMS"),
        ("51 08 50 1 44 50", LAT, LON, "DM as DMS"),
        ("51 08.30 1 44.30", LAT, LON, "DMS as DM"),
        ("51.0830 1.4430", LAT, LON, "DMS as DD"),
        ("51.08.5N 1.44.5E", LAT, LON, "DM"),
        ("51.08.30N 1.44.30E", LAT, LON, "DMS"),
        ("51:08:30 1:44:30", LAT, LON, "DMS"),
        ("5108.5 00144.5", LAT, LON, "ISO 6709"),
        ("510830 0014430", LAT, LON, "ISO 6709"),
        ("51.1417 1.7417", 51.1417, 1.7417, "DD"),
        ("51,1417 1,7417", 51.1417, 1.7417, "DD"),
        ("51,1417; 1,7417", 51.1417, 1.7417, "DD"),
        ("51.1417,1.7417", 51.1417, 1.7417, "DD"),
        ("51.1417, -1.7417", 51.1417, -1.7417, "DD"),
        ("51.1417,2", 51.1417, 2.0, "DD"),
        ("1.2 50.7", 50.7, -1.2, "DD"),
        ("(1.7417, 51.1417)", 51.1417, 1.7417, "DD"),
        ('{"lat": 51.1417, "lng": -1.7417}', 51.1417, -1.7417, "DD"),
        ('{"lat": "51.1417", "lng": "1.7417"}', 51.1417, 1.7417, "DD"),
        ("lat/lon 51.1417 1.7417", 51.1417, 1.7417, "DD"),
        ("51.1417 lat, 1.7417 long", 51.1417, 1.7417, "DD"),
        ("51.14 north 1.74", 51.14, 1.74, "DD"),
        ("51°08.5'N 1.7417E", LAT, 1.7417, "mixed"),
        ("51 08.5 1.7417", LAT, 1.7417, "mixed"),
        ("five one decimal one four one seven one decimal seven four", 51.1417, 1.74, "DD"),
        ("latitude five one point two longitude minus one point three", 51.2, -1.3, "DD"),
        ("51N 1S", 51.0, 1.0, "DD"),
        ("51.8 1.5", 51 + 8 / 60, 1 + 5 / 60, "DM as DD"),
    ],
)
def test_the_meant_point_is_among_the_readings(text, lat, lon, notation):
    found = readings(text)
    assert notation in [r.notation for r in among(found, lon, lat)]
    assert not any(r.explicit for r in found) or len(found) == 1


def test_impossible_minutes_refuse_only_that_reading_and_say_so():
    found = readings("51.745 1.745")
    assert {r.notation for r in found} == {"DD"}
    assert all("impossible as minutes: 74 is over 59" in r.notes for r in found)


def test_a_latitude_over_90_leaves_only_the_other_order():
    found = readings("151.25 -33.75")
    assert {(r.lon, r.lat) for r in found if r.notation == "DD"} == {(151.25, -33.75)}
    assert all("order swapped" in r.notes for r in found)


def test_labels_fix_the_order_and_leave_the_sign_open():
    found = readings("lon 1.7417 lat 51.1417")
    assert [(r.lon, r.lat) for r in found] == [(1.7417, 51.1417), (-1.7417, 51.1417)]


@given(lats, st.floats(0.02, 5))
def test_degrees_and_minutes_typed_with_a_point_are_always_shown(lat, lon):
    """The misreading that moves a boat 13.7 NM and that no box of the Strait catches (research/picture.md, section 2)."""
    texts, point = zip(*(_typed_with_a_point(v) for v in (lat, lon)), strict=True)
    found = readings(" ".join(texts))
    whole_degrees = all(t.endswith("0000") for t in texts)  # then both notations say the same
    assert {"DM as DD", "DD"} & {r.notation for r in among(found, point[1], point[0])} == {
        "DD" if whole_degrees else "DM as DD"
    }
    assert not any(r.explicit for r in found)


def _typed_with_a_point(value):
    hundredths = round(value * 6000)
    degrees, minutes = divmod(hundredths, 6000)
    return f"{degrees}.{minutes:04d}", hundredths / 6000


# --- messages


@pytest.mark.parametrize(
    "text",
    [
        "we are at 51.1417 1.7417 please help 33 people",
        "33 people at 51.1417 1.7417",
        "we are 33 51.1417 1.7417",
        "51.1417 1.7417 33 people 2 children",
        "call 112! 51.1417,1.7417\n33 of us, engine stopped 03:30",
        "at 0201 boat 4 51.1417 1.7417 wind 3.5 kn",
        "la position est 51,1417 1,7417 nous sommes 33",
        "📍51.1417, 1.7417",
    ],
)
def test_a_position_is_found_in_a_message_and_counts_are_not_coordinates(text):
    found = readings(text)
    assert near(1.7417, 51.1417)(found[0])
    assert {(abs(r.lon), abs(r.lat)) for r in found} == {(1.7417, 51.1417), (51.1417, 1.7417)}


def test_two_positions_in_one_message_are_both_read():
    found = readings("seen 51°08.5'N 001°44.5'E, now 51°09.5'N 001°45.5'E")
    assert [r.explicit for r in found] == [True, True]
    assert [r.text for r in found] == ["51°08.5'N 001°44.5'E", "51°09.5'N 001°45.5'E"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "help, the boat is sinking",
        "33 people, 2 children",
        "call 112 or 196",
        "+33 6 12 34 56 78",
        "24/11/2021 03:30",
        "between 03:30 and 04:10",
        "3.5 33",
        "one boat, forty people",
        "https://example.org/news/2021",
    ],
)
def test_numbers_that_are_no_position_give_none(text):
    with pytest.raises(NoPosition):
        readings(text)


# --- links


@pytest.mark.parametrize(
    ("link", "notation"),
    [
        ("https://maps.google.com/?q=51.14,1.74", "map link"),
        ("https://maps.google.com/maps?q=51.14%2C1.74&z=17", "map link"),
        ("https://maps.google.com/maps?q=loc:51.14,1.74", "map link"),
        ("https://www.google.com/maps/search/?api=1&query=51.14%2C1.74", "map link"),
        ("https://www.google.com/maps/search/51.14,+1.74?entry=tts", "map link"),
        ("https://www.google.com/maps/place/51.14,1.74", "map link"),
        ("maps.google.com/?ll=51.14,1.74", "map link"),
        ("https://www.google.com/maps/@51.14,1.74,15z", "screen centre"),
        ("https://www.google.com/maps/embed?pb=!1m18!2d1.74!3d51.14!2m3", "screen centre"),
        ("https://maps.apple.com/?ll=51.14,1.74&q=Pin", "map link"),
        ("https://maps.apple.com/?q=51.14,1.74", "map link"),
        ("https://www.openstreetmap.org/?mlat=51.14&mlon=1.74", "map link"),
        ("https://www.openstreetmap.org/#map=12/51.14/1.74", "screen centre"),
        ("https://waze.com/ul?ll=51.14%2C1.74&navigate=yes", "map link"),
        ("geo:51.14,1.74", "geo URI"),
        ("geo:51.14,1.74;u=35", "geo URI"),
        ("geo:0,0?q=51.14,1.74(Boat)", "geo URI"),
    ],
)
def test_map_links(link, notation):
    (only,) = readings(f"help us {link} 33 people.")
    assert near(1.74, 51.14)(only)
    assert only.notation == notation
    assert only.text in link
    centre = notation == "screen centre"
    assert ("screen centre, not a pin" in only.notes) == centre
    assert only.explicit != centre


def test_the_pin_wins_over_the_screen_centre_and_both_are_shown():
    link = (
        "https://www.google.com/maps/place/51%C2%B008'30.0%22N+1%C2%B044'30.0%22E/@51.14,1.70,12z/data="
        "!3m1!4b1!4m4!3m3!8m2!3d51.1416667!4d-1.7416667"
    )
    pin, place, centre = readings(link)
    assert near(-1.7416667, 51.1416667)(pin)
    assert (place.notation, place.explicit) == ("DMS", True)
    assert near(LON, LAT)(place)
    assert (centre.lon, centre.lat, centre.notation, centre.explicit) == (1.70, 51.14, "screen centre", False)


def test_openstreetmap_marker_comes_before_where_the_map_stood():
    pin, centre = readings("https://www.openstreetmap.org/?mlat=51.14&mlon=-1.2#map=9/51/1.5")
    assert (pin.lon, pin.lat, pin.explicit) == (-1.2, 51.14, True)
    assert (centre.lon, centre.lat, centre.explicit) == (1.5, 51.0, False)


@pytest.mark.parametrize("link", ["https://maps.app.goo.gl/AbC123", "https://goo.gl/maps/AbC123"])
def test_a_short_link_says_that_it_resolves_only_online(link):
    with pytest.raises(NoPosition, match="resolves only online"):
        readings(f"we are here {link}")
    assert "resolves only online" in problems(f"{link} or 51.14 1.74")[0]
    assert len(readings(f"{link} or 51.14 1.74")) >= 4


@pytest.mark.parametrize("text", ["///filled.count.soap", "filled.count.soap", "https://what3words.com/filled.count.soap"])
def test_three_words_stay_words(text):
    with pytest.raises(NoPosition, match=r"what3words.*never turned into a position here") as e:
        readings(text)
    assert e.value.text == text


# --- errors show the mend


def test_no_position_says_what_came_what_is_allowed_and_the_mend():
    with pytest.raises(NoPosition) as e:
        readings("near the big buoy")
    message = str(e.value)
    assert "near the big buoy" in message
    for allowed in ("51°08.5'N 001°44.5'E", "51.1417 1.7417", "https://maps.google.com/?q=51.1417,1.7417"):
        assert allowed in message
        assert readings(allowed)
    assert "ask for degrees and minutes" in message


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("51°74.5'N 001°44.5'E", "impossible as minutes: 74 is over 59"),
        ("51 74.5 1 44.5", "impossible as minutes: 74 is over 59"),
        ("51°08'61\"N 001°44'30\"E", "impossible as seconds: 61 is over 59"),
        ("51°08.5'N", "the other one of the pair is missing"),
        ("97.5N 71.5E", "no latitude up to 90"),
    ],
)
def test_impossible_positions_name_the_digits(text, mend):
    with pytest.raises(NoPosition, match=mend):
        readings(text)


# --- writing and reading back


@settings(deadline=None)
@given(lons, lats, st.sampled_from(FORMATS))
@example(0.0, 50.0, "radio")
@example(-1e-9, 50.999999999, "DM")
@example(-1.9999999, 51.9999999, "DMS")
def test_what_is_written_reads_back_as_one_explicit_point(lon, lat, notation):
    (only,) = readings(format_position(lon, lat, notation))
    assert only.explicit
    half_steps = {"DD": 5e-6, "ISO 6709": 5e-6, "DM": 5e-4 / 60, "DM hyphen": 5e-3 / 60, "radio": 0.05 / 60, "DMS": 0.05 / 3600}
    assert near(lon, lat, half_steps[notation] + 1e-9)(only)
    assert only.resolution_m == pytest.approx(2 * half_steps[notation] * 111_200, rel=0.01)


@pytest.mark.parametrize(
    ("notation", "text"),
    [
        ("DD", "51.14167°N 001.74167°E"),
        ("DM", "51°08.500'N 001°44.500'E"),
        ("DMS", "51°08'30.0\"N 001°44'30.0\"E"),
        ("DM hyphen", "51-08.50N 001-44.50E"),
        ("ISO 6709", "+51.14167+001.74167/"),
        ("radio", "51°08.5'N 001°44.5'E"),
    ],
)
def test_formats(notation, text):
    assert format_position(LON, LAT, notation) == text


@pytest.mark.parametrize("notation", FORMATS)
def test_sixty_is_carried(notation):
    just_under = 50 + 59.99996 / 60
    text = format_position(-just_under / 50, just_under, notation)
    assert "60" not in text
    assert "51" in text
    assert near(just_under / -50, 51, 0.001)(readings(text)[0])


@pytest.mark.parametrize("lon", [-1e-12, -0.0, 0.0])
def test_greenwich_has_no_west(lon):
    assert format_position(lon, 50.5, "radio") == "50°30.0'N 000°00.0'E"


def test_formatting_refuses_with_the_mend():
    with pytest.raises(ValueError, match="did they change places"):
        format_position(51.1, 151.7, "DM")
    with pytest.raises(ValueError, match="globe"):
        format_position(math.nan, 51.0, "DM")
    with pytest.raises(ValueError, match="DM hyphen"):
        format_position(1.7, 51.1, "UTM")


# --- no two notations of different points are read silently as one


def _parts(value, units):
    """Whole degrees, minutes... as integers, the last one rounded."""
    total = round(abs(value) * math.prod(units))
    parts = []
    for unit in reversed(units):
        total, part = divmod(total, unit)
        parts.append(part)
    return [total, *reversed(parts)], round(abs(value) * math.prod(units)) / math.prod(units)


ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
FRENCH = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]


def _spoken(digits, words, point):
    return " ".join(point if c == "." else words[int(c)] for c in digits)


WRITERS = {
    "dd": ([10**4], "{0}.{1:04d}"),
    "dd comma": ([10**4], "{0},{1:04d}"),
    "dd mark": ([10**4], "{0}.{1:04d}°"),
    "dm": ([60, 100], "{0:02d} {1:02d}.{2:02d}"),
    "dm mark": ([60, 10], "{0:02d}°{1:02d}.{2:d}'"),
    "dm point": ([60, 100], "{0}.{1:02d}{2:02d}"),
    "dms": ([60, 60], "{0:02d} {1:02d} {2:02d}"),
    "dms point": ([60, 60], "{0}.{1:02d}{2:02d}"),
    "dms second point": ([60, 60], "{0} {1:02d}.{2:02d}"),
    "dm thirds": ([60, 100], "{0} {1:02d} {2:02d}"),
    "dms colon": ([60, 60], "{0:02d}:{1:02d}:{2:02d}"),
    "dm dots": ([60, 100], "{0:02d}.{1:02d}.{2:02d}"),
    "packed dm": ([60, 10], "{0:03d}{1:02d}.{2:d}"),
}


@settings(deadline=None, max_examples=300)
@given(lats, st.floats(0.02, 5), st.sampled_from(sorted(WRITERS)), st.sampled_from([" ", ", ", "; "]), st.data())
def test_the_true_point_is_always_among_the_readings(lat, lon, style, gap, data):
    west, swapped = data.draw(st.booleans()), data.draw(st.booleans())
    units, pattern = WRITERS[style]
    (a, lat), (b, lon) = _parts(lat, units), _parts(lon, units)
    texts = [pattern.format(*a), pattern.format(*b)]
    found = readings(gap.join(texts[::-1] if swapped else texts))
    true = among(found, -lon if west else lon, lat)  # the sign was not typed
    assert true
    assert not any(r.explicit for r in found)
    assert true[0].resolution_m < 200


@settings(deadline=None, max_examples=200)
@given(lats, lons, st.sampled_from(sorted(WRITERS)), st.sampled_from(["{} {}", "{}{}"]))
def test_letters_alone_never_hide_another_notation(lat, lon, style, place):
    """With letters but bare digits: the true point is read, and is called explicit only where nothing else can be."""
    units, pattern = WRITERS[style]
    (a, true_lat), (b, true_lon) = _parts(lat, units), _parts(lon, units)
    north, east = place.format(pattern.format(*a), "N"), place.format(pattern.format(*b), "W" if lon < 0 else "E")
    found = readings(f"{north} {east}")
    assert among(found, math.copysign(true_lon, lon), true_lat)
    if len({(round(r.lon, 9), round(r.lat, 9)) for r in found}) > 1:
        assert not any(r.explicit for r in found)


@settings(deadline=None)
@given(lats, st.floats(0.02, 5), st.booleans(), st.sampled_from([", ", " and ", "\n", " north "]))
def test_spelled_digits_read_as_typed_digits_do(lat, lon, french, gap):
    words, point = (FRENCH, "virgule") if french else (ENGLISH, "decimal")
    texts = [f"{v:.4f}" for v in (lat, lon)]
    found = readings(gap.join(_spoken(t, words, point) for t in texts) + (" east" if gap == " north " else ""))
    assert among(found, float(texts[1]), float(texts[0]))


@settings(deadline=None)
@given(lats, st.floats(0.02, 5))
def test_spelled_digits_without_a_pause_are_read_at_every_border(lat, lon):
    texts = [f"{v:.3f}" for v in (lat, lon)]
    found = readings(" ".join(_spoken(t, ENGLISH, "decimal") for t in texts))
    assert among(found, float(texts[1]), float(texts[0]))
    assert not any(r.explicit for r in found)


FRENCH_TEENS = ["dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"]
FRENCH_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 7: "soixante", 8: "quatre-vingt"}
ENGLISH_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
ENGLISH_TENS = {2: "twenty", 3: "thirty", 4: "forty", 5: "fifty", 6: "sixty", 7: "seventy", 8: "eighty", 9: "ninety"}


def _french(n):
    tens, unit = divmod(n, 10)
    if n < 20:
        return (FRENCH + FRENCH_TEENS)[n]
    if tens in (7, 9):
        unit += 10
    joint = " et " if unit % 10 == 1 and tens < 8 else "-"
    return FRENCH_TENS[tens] + (joint + (FRENCH + FRENCH_TEENS)[unit] if unit else "s" * (n == 80))


def _english(n):
    tens, unit = divmod(n, 10)
    return (ENGLISH + ENGLISH_TEENS)[n] if n < 20 else ENGLISH_TENS[tens] + (f"-{ENGLISH[unit]}" if unit else "")


@pytest.mark.parametrize("n", range(1, 90))
@pytest.mark.parametrize(
    ("speak", "pattern"),
    [(_french, "{} degrés {} minutes nord {} degrés est"), (_english, "{} degrees {} minutes north {} degrees east")],
)
def test_cardinals_in_both_languages(speak, pattern, n):
    (only,) = readings(pattern.format(speak(n), speak(n % 60), speak(n)))
    assert near(n, n + (n % 60) / 60)(only)


# --- ranking


def test_ranking_puts_what_the_map_supports_first_and_drops_nothing():
    found = readings("1.445 51.085")
    judged = ranked(found, lambda lon, lat: 0 < lon < 3 and 50 < lat < 52, lambda lon, lat: lat > 51.1)
    assert sorted(map(repr, (j.reading for j in judged))) == sorted(map(repr, found))
    assert near(LON, LAT)(judged[0].reading)
    assert (judged[0].in_area, judged[0].at_sea) == (True, True)
    assert (judged[1].in_area, judged[1].at_sea) == (True, False)
    assert not judged[-1].in_area


def test_an_explicit_reading_stays_first_wherever_it_lies():
    found = readings("48°08.5'N 011°44.5'E or 51.2 1.6")
    first = ranked(found, lambda lon, lat: lat > 50, lambda lon, lat: lat > 50)[0]
    assert first.reading.explicit
    assert not first.in_area


# --- whatever comes in


PIECES = [
    *"0123456789.,;:-+− \n°'\"NSEWOneo",
    *("51", "08.5", "001", "1.7417", "51,14", "''", " est ", " nord ", " lat ", " lon ", " people ", "///a.b.c"),
    *(" one ", " decimal ", " cent ", " mille ", " quatre vingt ", " et ", " minus "),
    *("https://", "geo:", "?q=", "&ll=", "/@", "!3d", "!4d", "!2d", "#map=9/", "mlat=", "mlon=", "%2C"),
]
near_grammar = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(deadline=None, max_examples=400)
@given(st.one_of(st.text(), near_grammar))
@example("0CENT QUATRE VINGT.1")  # a minute beyond 180 degrees
def test_any_text_gives_sound_readings_or_no_position(text):
    try:
        found = readings(text)
    except NoPosition:
        return
    for r in found:
        assert -180 <= r.lon < 180
        assert -90 <= r.lat <= 90
        assert r.notation in NOTATIONS
        assert r.text
        assert r.text in text
        assert math.isfinite(r.resolution_m)
    assert [r.explicit for r in found] == sorted((r.explicit for r in found), reverse=True)
    assert len(set(found)) == len(found)


HOSTILE = [
    *("51.1417 1.7417 ", "1 ", "1' ", "N 1 ", "+1", "1-", "1:", "9.", "'", "lat lon ", "a.", "a.a/", "///"),
    *("cent ", "mille ", "one decimal ", "five one point one ", "http://x/1,1 ", "/1,1", "geo:", "!3d1", "?q=1+"),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_long_hostile_texts_come_back(piece):
    """With a grammar that went back and forth this would not end; the figure is 5,000 characters."""
    for head in ("", "https://x/?q=1"):
        try:
            readings(head + piece * (5_000 // len(piece)))
        except NoPosition as e:
            assert len(str(e)) < 1000
