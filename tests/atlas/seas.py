"""Self-made seas with known tides: flat rectangles, metres instead of degrees."""

import numpy as np
from atlas.tide.grid import Grid


def basin(ny: int, nx: int, depth: float = 40.0, cell_m: float = 5000.0, f: float = 0.0) -> Grid:
    """A closed flat rectangle with walls all round; open sides are set by the caller."""
    wet = np.ones((ny, nx), bool)
    width = np.full(ny, cell_m)
    lon, lat = np.arange(nx) / 40, 50 + np.arange(ny) / 60
    return Grid(lon, lat, np.full((ny, nx), depth), wet, np.zeros_like(wet), width, width, cell_m, np.full(ny, f))
