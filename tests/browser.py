"""What tests in a real browser share."""

import time

import pytest


def until(true: object, what: str, seconds: float = 20) -> None:
    """Wait until a condition holds; the content policy forbids Playwright's own way of polling inside the page."""
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        if time.monotonic() > end:
            pytest.fail(f"waited {seconds:.0f} s: {what}")
        time.sleep(0.05)
