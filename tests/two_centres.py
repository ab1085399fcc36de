"""Two real `varne serve` processes that exchange their record through links which a test can break."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from broken_link import Link
from server_process import Process
from varne.record.keys import load_or_make

NAMES = ("dover", "gris-nez")
SLOW_CLOCK = Path(__file__).with_name("slow_clock.py")


class TwoCentres:
    """Both nodes by name, and the link through which each is asked by the other."""

    def __init__(self, folder, extra="", slow=None):
        self.folder, self.nodes, self.extra, self.slow = folder, {}, extra, slow or {}
        self.ports = {name: free_port() for name in NAMES}
        self.links = {name: Link(port) for name, port in self.ports.items()}
        for name in NAMES:
            (folder / name).mkdir()
        self.keys = {name: load_or_make(folder / name / "identity.key").public.hex() for name in NAMES}
        for name, other in zip(NAMES, reversed(NAMES), strict=True):
            (folder / name / "varne.toml").write_text(
                f'centre = "{name}"\nport = {self.ports[name]}\nstates = 100\n{extra}'
                f'[[peers]]\nname = "{other}"\nkey = "{self.keys[other]}"\nurl = "{self.links[other].address}"\n'
            )

    def start(self, name):
        config = self.folder / name / "varne.toml"
        behind = self.slow.get(name)
        program = ("-m", "varne") if behind is None else (str(SLOW_CLOCK), str(behind))
        self.nodes[name] = Process(self.folder / name, "serve", "--config", str(config), program=program)
        return self.nodes[name]

    def record(self, name):
        """The file of a node's record."""
        return self.folder / name / "record.varne"

    def cut(self):
        for link in self.links.values():
            link.cut()

    def stall(self):
        for link in self.links.values():
            link.stall()

    def heal(self):
        for link in self.links.values():
            link.heal()

    def state(self, name):
        (link,) = self.nodes[name].get("/api/link")["links"]
        return link

    def works(self):
        return all(self.state(name)["state"] == "works" for name in NAMES)

    def close(self):
        for node in self.nodes.values():
            node.end()
        for link in self.links.values():
            link.close()


@contextmanager
def two_centres(folder, extra="", slow=None):
    """Both started, with keys exchanged; slow: by how many seconds the clock of a node is behind."""
    both = TwoCentres(folder, extra, slow)
    try:
        with ThreadPoolExecutor() as pool:
            list(pool.map(both.start, NAMES))
        yield both
    finally:
        both.close()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]


def report(ident, text="", minute=0, lon=1.6, lat=51.05):
    when = f"2026-06-20T23:{minute:02d}:00Z"
    people = {"min": 30, "likely": 30, "max": 30}
    return {
        "id": ident, "received": when, "observed": when, "channel": "pin", "source": "occupant", "lon": lon, "lat": lat,
        "error_m": 100, "people": people, "text": text,
    }  # fmt: skip
