"""What tests in a real browser share."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address of an app while it is served, on a port that the system chose."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="warning", ws="none", lifespan="off", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def chromium() -> str:
    """Where the browser is; without one the test fails, since what it would have shown is then not known."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail(
            "the page's tests need Chromium on the PATH as 'chromium' (Debian: apt-get install chromium)", pytrace=False
        )
    return path


def until(true: object, what: str, seconds: float = 20) -> None:
    """Wait until a condition holds; the content policy forbids Playwright's own way of polling inside the page."""
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        if time.monotonic() > end:
            pytest.fail(f"waited {seconds:.0f} s: {what}")
        time.sleep(0.1)
