"""A real `varne` server process on a free port, for tests that need one."""

import json
import os
import subprocess
import sys
import threading
import urllib.request


class Process:
    """A real `varne` server process on a free port; program: how python starts it."""

    def __init__(self, home, *arguments, program=("-m", "varne")):
        environment = {**os.environ, "VARNE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.said, self._listener = "", None
        self.address = self._address()
        self._listener = threading.Thread(target=self.process.stderr.read, daemon=True)  # or the server waits for a reader
        self._listener.start()

    def _address(self):
        for line in self.process.stderr:
            self.said += line
            if line.startswith("open http://"):
                return line.split()[1]
        self.end()
        raise AssertionError(f"the server said no address: {self.said}")

    def post(self, path, value, timeout=10):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        headers = {"content-type": "application/json", "x-varne": "1"}
        request = urllib.request.Request(self.address.rstrip("/") + path, body, headers)
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, json.load(answer)

    def get(self, path, timeout=30):
        with urllib.request.urlopen(self.address.rstrip("/") + path, timeout=timeout) as answer:
            return json.load(answer)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self._listener:
            self._listener.join()
        self.process.stdout.close()
        self.process.stderr.close()
