// What bench/screen.py runs inside the real page: the same states and tracks, drawn by our layers or as GeoJSON, moving.
async ([mode, states, tracks]) => {
  const map = varne.map;
  const place = (i, n) => [1.3 + ((i * 7919) % 1000) / 1500 + n * 1e-5, 50.9 + ((i * 104729) % 1000) / 2500];

  const cloud = (n) => {
    const triples = new Float32Array(3 * states);
    for (let i = 0; i < states; i++) triples.set([...place(i, n), i % 5], 3 * i);
    return triples;
  };

  const ship = (i, n) => {
    const [lon, lat] = place(i, n);
    const boat = i % 20 === 0; // one in twenty has words
    const said = { course: (i * 37) % 360, speed_kn: 8, exists: boat ? 0.97 : null, small: null, seen: "2026-11-27T03:12:00Z" };
    return { id: `mmsi:${i}`, kind: boat ? "boat" : "ship", lon, lat, ...said };
  };
  const ships = (n) => Array.from({ length: tracks }, (_, i) => ship(i, n));

  /** MapLibre's own way: a source of points, drawn as circles. */
  const circles = (id, colour) => {
    map.addSource(id, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    map.addLayer({ id, type: "circle", source: id, paint: { "circle-radius": 3, "circle-color": colour } });
    const feature = (coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates } });
    return (points) => map.getSource(id).setData({ type: "FeatureCollection", features: points.map(feature) });
  };

  const plain = () => {
    const showStates = circles("bench-states", "#6cc0f0");
    const showTracks = circles("bench-tracks", "#eef4f8");
    return {
      cloud: (triples) => showStates(Array.from({ length: states }, (_, i) => [triples[3 * i], triples[3 * i + 1]])),
      ships: (all) => showTracks(all.map((k) => [k.lon, k.lat])),
    };
  };

  const ours = async () => {
    const { ensembleLayer } = await import("/js/map/ensemble.js");
    const traffic = await import("/js/map/traffic.js");
    const { colours } = await import("/js/palette.js");
    const [ensemble, signs] = [ensembleLayer(), traffic.trafficLayer()];
    for (const layer of [ensemble, signs]) {
      if (map.getLayer(layer.id)) map.removeLayer(layer.id);
      map.addLayer(layer);
      layer.paint(colours());
    }
    let worded = -Infinity;
    return {
      cloud: (triples) => ensemble.show(triples),
      ships: (all) => {
        signs.show(all);
        if (performance.now() - worded < 1000) return; // as js/map/map.js does
        worded = performance.now();
        map.getSource(traffic.source).setData(traffic.data(all));
      },
    };
  };

  // Made before anything is measured: what is compared is the drawing.
  const clouds = [0, 1, 2, 3].map(cloud);
  const fleets = [0, 1, 2, 3].map(ships);
  const none = { cloud: () => {}, ships: () => {} };
  const show = mode === "ours" ? await ours() : mode === "geojson" ? plain() : none;
  window.bench = { frames: 0 };
  const due = { cloud: 0, ships: 0 }; // numbers of the next update of each
  const begun = performance.now();
  const frame = () => {
    const passed = performance.now() - begun;
    for (const [what, every, made] of [["cloud", 333, clouds], ["ships", 100, fleets]]) {
      if (mode === "empty" || passed < due[what] * every) continue;
      show[what](made[due[what] % 4]);
      due[what] = Math.floor(passed / every) + 1;
    }
    window.bench.frames++;
    map.triggerRepaint();
    requestAnimationFrame(frame);
  };
  frame();
}
