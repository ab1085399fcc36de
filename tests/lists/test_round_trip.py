"""Written as a spreadsheet and read again, a list says the same: every format, both languages, whatever its rows hold."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from listing import TOLD, rows

from varne.readers.lists import read_list
from varne.writers.lists import LISTS


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("ending", LISTS)
def test_a_list_written_and_read_again_is_the_same(ending, language):
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(rows(), max_size=4))
    def same(made):
        listed = read_list(LISTS[ending](made, language), TOLD)
        assert listed.rows == tuple(made)

    same()
