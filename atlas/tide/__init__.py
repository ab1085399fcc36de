"""Build the tidal atlas of the Strait from depths and tide gauges; see atlas/README.md.

    python -m atlas.tide --bathymetry DEPTHS.npz --stations GAUGES.json --hold Dover,Calais --out atlas.npz

Build time only: the package never imports it. In order of use:

grid       the sea as cells: which are wet, how deep, which are open boundary
gauges     tide gauges and their harmonic constants
harmonic   arguments of constituents and least-squares analysis
linear     the linear tide in the frequency domain: what each gauge feels of each boundary point
shallow    the non-linear tide in time
fit        gauges correct the boundary, round after round
export     constants -> the shipped file, and back
report     errors at gauges, streams at known places
"""
