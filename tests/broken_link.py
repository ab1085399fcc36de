"""A link that breaks: a TCP proxy of our own in front of a node, that can be cut, stalled and slowed while traffic runs."""

import asyncio
import contextlib
import random
import threading
import time


class Link:
    """Listens on a free port of 127.0.0.1 and passes everything on to another port.

    cut    open connections break at once, new ones are closed
    stall  connections stay open and nothing passes, which is how a dead radio link looks
    slow   every piece waits up to so many seconds
    """

    def __init__(self, target=None):
        self.target, self.up, self.stalled, self.slow, self.passed = target, True, False, 0.0, 0
        self._open = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._handle, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def cut(self):
        self.up = False
        self._run(self._break())

    def stall(self):
        self.stalled = True

    def heal(self):
        """As it was; what had stalled breaks, since its answers come too late for anybody."""
        self._run(self._break())
        self.up, self.stalled, self.slow = True, False, 0.0

    def close(self):
        self.cut()
        self._server.close()
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _break(self):
        for writer in list(self._open):
            writer.transport.abort()

    async def _end(self):
        tasks = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _handle(self, reader, writer):
        self._open.add(writer)
        there = None
        with contextlib.suppress(OSError, asyncio.CancelledError):
            if self.up:
                back, there = await asyncio.open_connection("127.0.0.1", self.target)
                self._open.add(there)
                ways = [asyncio.create_task(self._pump(*way)) for way in ((reader, there), (back, writer))]
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                for way in ways:
                    way.cancel()
        for end in filter(None, (writer, there)):
            self._open.discard(end)
            end.transport.abort()

    async def _pump(self, source, sink):
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while data := await source.read(16384):
                await asyncio.sleep(random.random() * self.slow)
                while self.stalled:
                    await asyncio.sleep(0.02)
                if not self.up:
                    return
                self.passed += len(data)
                sink.write(data)
                await sink.drain()


def until(true, seconds, what):
    """Wait for a condition; whoever waits in vain says what for."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited {seconds:g} s for {what}"
        time.sleep(0.05)
