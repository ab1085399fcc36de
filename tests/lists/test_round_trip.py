"""Written as a spreadsheet and read again, a list says the same: every format, both languages, whatever its rows hold."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from listing import TOLD, rows

from varne.readers.lists import read_list
from varne.writers.lists import LISTS

EXAMPLES = 500 if os.environ.get("VARNE_TORTURE") else 20


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(rows(), max_size=3), st.sampled_from(["en", "fr"]))
def test_a_list_written_and_read_again_is_the_same(made, language):
    for ending, write in LISTS.items():
        assert read_list(write(made, language), TOLD).rows == tuple(made), ending
