"""A small recording of a radar and of AIS, made here, and a feed on this machine that replays it and can die."""

import socket
import threading
import time
from collections.abc import Callable, Sequence

import numpy as np
from pyais.encode import encode_dict

from varne.geodesy import KNOT, destination, distance_and_bearing
from varne.readers.nmea import checksum

T0, LON, LAT = 1_637_712_000, 1.343, 51.133
"""The beginning, and where the radar stands."""
CARGO_MMSI = 235070762
Place = Callable[[float], tuple[float, float]]


def cargo(t: float) -> tuple[float, float]:
    """A ship with AIS on her way to the south-west."""
    lon, lat = destination(1.45, 51.12, 235.0, 8.0 * t)
    return float(lon), float(lat)


def boat(t: float) -> tuple[float, float]:
    """A boat without AIS on its way to England."""
    lon, lat = destination(1.42, 51.06, 300.0, 2.5 * t)
    return float(lon), float(lat)


def taxi(t: float) -> tuple[float, float]:
    """A slow boat along the coast from Dover to Folkestone that stops for three minutes out of six."""
    way = 1.5 * (180.0 * (t // 360) + min(t % 360, 180.0))
    lon, lat = destination(1.33, 51.105, 245.0, way)
    return float(lon), float(lat)


def recording(
    minutes: int = 12, seed: int = 0, seen: Sequence[Place] = (cargo, boat), ais: Place | None = cargo, start: float = T0
) -> list[str]:
    """Sentences of a radar that turns in 3 s and of an AIS receiver, each with its time before it, in order of time."""
    rng = np.random.default_rng(seed)
    lines: list[tuple[float, str]] = []
    for t in range(0, 60 * minutes, 3):
        for place in seen:
            d, b = distance_and_bearing(LON, LAT, *place(t))
            if rng.random() < 0.8:
                lines.append(_ttm(start + t, float(d) + rng.normal(0, 20), float(b) + rng.normal(0, 0.2)))
        lines.append(_ttm(start + t, 10_000 * rng.random(), 360 * rng.random()))
        if ais and t % 30 == 0:
            lon, lat = ais(t)
            given = {"type": 1, "mmsi": CARGO_MMSI, "lon": lon, "lat": lat, "course": 235.0, "speed": 8 / KNOT}
            lines += [(start + t, f"{start + t:.0f} {line}") for line in encode_dict(given)]
    return [line for _, line in sorted(lines)]


def _ttm(t: float, distance: float, bearing: float) -> tuple[float, str]:
    body = f"RATTM,01,{distance / 1852:.3f},{bearing % 360:.2f},T,,,T,,,N,,T,,,A"
    return t, f"{t:.0f} ${body}*{checksum(body.encode()):02X}"


class Replaying:
    """A TCP feed on 127.0.0.1 that sends what it is given to whoever calls; it can die, and come back on the same port."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._connections: list[socket.socket] = []
        self._accepting()

    @property
    def source(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def send(self, lines: Sequence[str], seconds: float = 20.0) -> None:
        """To all that are connected; waits for the first."""
        end = time.monotonic() + seconds
        while not self._connections:
            assert time.monotonic() < end, "nobody called the feed"
            time.sleep(0.01)
        for connection in self._connections:
            connection.sendall("".join(line + "\r\n" for line in lines).encode())

    def die(self) -> None:
        """As if the receiver were switched off."""
        self._server.close()
        self._thread.join()
        for connection in self._connections:
            connection.close()
        self._connections.clear()

    def come_back(self) -> None:
        self._server = socket.create_server(("127.0.0.1", self.port))
        self._accepting()

    def _accepting(self) -> None:
        self._server.settimeout(0.05)
        self._thread = threading.Thread(target=self._accept, args=(self._server,), daemon=True)
        self._thread.start()

    def _accept(self, server: socket.socket) -> None:
        while True:
            try:
                self._connections.append(server.accept()[0])
            except TimeoutError:
                continue
            except OSError:  # closed
                return
