// @ts-check
/**
 * The shapes of what the server sends. Only types: nothing here runs.
 *
 * Times are ISO 8601 in UTC, positions lon and lat in degrees (WGS 84), probabilities 0 to 1, `null` is "not known".
 *
 * @typedef {{key: string, args?: Record<string, unknown>, text: string}} Words a sentence the catalogue can translate
 * @typedef {{min: number, likely: number, max: number}} Count how many people, as a range somebody stands behind
 * @typedef {{source: string, grade: string, basis: string}} Provenance
 * @typedef {{term: string, db: number, words: Words}} Reason decibans, + speaks for the same boat
 * @typedef {{with: string, p: number, reasons: Reason[], reports?: string[], blocks?: string|null}} SameBoat blocks: the report that
 *   keeps the two from being proposed as one
 * @typedef {{report: string, p: number, reasons: Reason[], elsewhere: {boat: string|null, p: number}[]}} Member boat null: one of its own
 * @typedef {{p: number, parts: string[][]}} Alternative another way to divide the reports of a boat
 * @typedef {{id: string, seq: number, at: string, kind: "joined"|"split"|"same"|"different", boat: string|null, one: string[],
 *   other: string[], centre: string, role: string, reason: string, p: number|null, conflicts: Words[]}} Decision in force
 * @typedef {{at: string, what: string, centre: string, why: Words[]}} Refusal
 * @typedef {{id: string, state: string, giver: string, taker: string, offered_at: string, expires: string}} Handover
 * @typedef {{at: string, centre: string, role: string, evidence: string|null, why: Words[]}} Closing
 * @typedef {{n: number, seed: number, states: Record<string, number>, regions: Record<string, object>, stranded: number, outside?: number, waiting?: number, paths?: number,
 *   fields: string[], assumptions: Words[], track: [number, number, string][]}} Forecast
 *
 * @typedef {object} Boat
 * @property {string} id
 * @property {string} name
 * @property {string[]} names
 * @property {"open"|"closed"} status
 * @property {boolean} recorded true: an officer opened it; false: Varne proposes it and nobody has decided
 * @property {string} condition
 * @property {number|null} lon
 * @property {number|null} lat
 * @property {[number, number, number]|null} ellipse_m 1 sigma: major, minor [m], orientation of the major [deg true]
 * @property {"fix"|"area"|"forecast"|"between"|"ended"|"last"|"none"} place last: its forecast is still being made
 * @property {string|null} last_report_at
 * @property {number|null} age_s
 * @property {Count|null} people
 * @property {Count|null} accounted
 * @property {Count|null} unaccounted
 * @property {string[]} holders
 * @property {Handover|null} handover
 * @property {Closing|null} [closing] a request to close it that waits
 * @property {string[]} reports
 * @property {number} exists
 * @property {number|null} [p] that all its reports are of one boat
 * @property {string|null} [weakest] the report that fits worst
 * @property {Member[]} [members]
 * @property {Alternative[]} [alternatives] the most probable first
 * @property {SameBoat[]} same_boat
 * @property {Refusal[]} refusals
 * @property {"GB"|"FR"|null} side
 * @property {{kind: string, name: string, m: number, bearing: number}|null} [off] the place told from the nearest harbour or light vessel
 * @property {Forecast|null} forecast
 * @property {SearchRow[]} [searches]
 * @property {SearchLeft|null} [left]
 *
 * @typedef {[number, number, string]} Fix lon, lat, when
 * @typedef {{asset: string, pattern: string, points: Fix[], sweep_m: Record<string, number>}} SearchTrack
 * @typedef {{id: string, seq: number, at: string, kind: "plan"|"in_vain", centre: string, role: string, reason: string,
 *   tracks: SearchTrack[]}} SearchRow a plan that was taken, or a search that found nothing, in force
 * @typedef {{cumulative: number[], low: number, high: number, by_state: Record<string, number>, uncounted: Words[],
 *   }} SearchLeft what searches in vain left
 * @typedef {{boat: string, at: string, made: string, lon: number|null, lat: number|null, place: string, forecast: Forecast|null,
 *   points: [number, number, number][], alive?: {low: number, likely: number, high: number, people: {min: number, max: number}|null,
 *   notes: Words[]}|null, cumulative?: number[], low?: number, high?: number}} Then where a boat may be at another moment, by what
 *   is known at `made`; cumulative, low, high: what tracks that found nothing until then would have had
 * @typedef {{name: string, side: string, kind: string, lon: number, lat: number, sensors: string[], transit_kn: number,
 *   ready_min: number, status: string|null, judged: string[], approximate: boolean, minutes: number|null, withheld: boolean}} FleetAsset
 *   minutes: until it could be with the boat, the soonest first
 * @typedef {{kind: string, at: string, field: string|null, arrows: [number, number, number, number][], why: Words|null}} Flow
 *   arrows: longitude, latitude, knots, true direction it goes to
 * @typedef {{at: string, looking: {name: string, kind: string, lon: number, lat: number, boat: number, people: number, words: Words}[],
 *   not_counted: Words[], assumed: Words, why: Words|null,
 *   unseen: {boat: {share: number, region: any}, people: {share: number}}|null}} Coverage boat, people: how far each is seen [m];
 *   unseen: null where the coast is not known
 * @typedef {{lon: number, lat: number, length_m: number, width_m: number, heading: number, begin: string, end: string,
 *   spacing_m: number, pattern: string, polygon: any}} SearchArea as it lies when it is begun
 *
 * @typedef {object} SearchPlan docs/schemas/search-plan.json
 * @property {"pos"|"alive"} objective
 * @property {number|null} pos_fresh
 * @property {number|null} alive_fresh
 * @property {{low: number, likely: number, high: number}|null} alive_range
 * @property {{at: string, low: number, likely: number, high: number}[]} survival
 * @property {number|null} bound
 * @property {number|null} bound_cell_m
 * @property {number|null} gap
 * @property {{low: number, likely: number, high: number, mean: number}|null} flown
 * @property {{name: string, arrives: string, lon: number, lat: number, pattern: string, spacing_m: number, pos: number, track: Fix[]}|null} quick
 * @property {{name: string, areas: SearchArea[], track: Fix[], pos: number, sweep_m: Record<string, number>}[]} assets
 * @property {{name: string, value: number, begin: string}[]} marginal
 * @property {{cumulative: number[], low: number, high: number}|null} searched
 * @property {{asset: string, text: string, said: Words|null}[]} problems
 * @property {Words[]} assumed
 * @property {Fix[]} datum where the drifting frame is
 * @property {boolean} dim
 * @property {number} states
 * @property {number} rounds
 * @property {number} seed
 * @property {string} version
 *
 * @typedef {object} ReportRow
 * @property {string} id
 * @property {number} seq
 * @property {string} received
 * @property {string|null} observed
 * @property {string} channel
 * @property {string} source
 * @property {boolean} [caller] somebody called, and the record has a keyed hash of the number
 * @property {number|null} lon
 * @property {number|null} lat
 * @property {[number, number, number]|null} ellipse_m
 * @property {string|null} position_text
 * @property {Count|null} people
 * @property {string} condition
 * @property {Count|null} in_water
 * @property {Count|null} [recovered] taken off, in reports of a rescue
 * @property {string} text
 * @property {string|null} boat
 * @property {Provenance|null} provenance
 * @property {Words[]} [remarks] what cannot be right in it as it stands
 *
 * @typedef {{centre: string, role: string, at: string, reason: string}} By who did something about an alarm
 * @typedef {{key: string, kind: string, boat: string|null, since: string, words: Words, owners: string[], waits: boolean,
 *   acknowledged: By[], taken: By|null}} Alarm owners: centres that must act, none: every one; waits: no owner has seen it
 * @typedef {{boat: string, p: number, proposed?: boolean, left?: Count|null, conflicts: Words[], reasons?: Reason[]}} Candidate
 * @typedef {{report: string, candidates: Candidate[], none_of_ours: number, propose_at?: number, closed_before?: string[]}} Rescue
 * @typedef {{subject: string, statements: {says: string, source: string, grade: string}[]}} Conflict
 * @typedef {{key: string, field: string, subject: string, boats: string[], sides: {id: string, centre: string, at: string,
 *   words: Words}[]}} Contradiction recorded by both centres while neither could hear the other
 * @typedef {{asset: string, status: string, since: string, boat: string|null, lon: number|null, lat: number|null,
 *   text: string}} Asset
 *
 * @typedef {{at: string, minutes: number, start: "base"|"tasked"|"at_sea"|"on_scene", over_land: boolean, due: string|null}} Reach when it
 *   could be on scene; over_land: its straight way leads over land; due: when it was said to be there
 * @typedef {{name: string, side: string, kind: string, ready_min: number, transit_kn: number, approximate: boolean, capacity: number|null,
 *   free: number|null, aboard: number|null, status: string|null, since: string|null, for: string|null, sent: boolean, busy: boolean,
 *   withheld: {centre: string, role: string, since: string, reason: string, boats: string[]}|null, reach: Reach|null}} Tasked
 * @typedef {{boat: string|null, assets: Tasked[], demand: Words[]}} Tasking places that are lacking for the boat, or for all boats
 *
 * @typedef {object} Picture
 * @property {string} at
 * @property {string} known by when what is believed is known: the moment itself, or a later one
 * @property {number} log_position
 * @property {string} case
 * @property {"RECONSTRUCTION"|"SIMULATED"|"LIVE"} label
 * @property {string[]} [pending] boats whose forecast is still being made
 * @property {Boat[]} boats
 * @property {ReportRow[]} reports
 * @property {Rescue[]} rescues
 * @property {Decision[]} [decisions]
 * @property {Words[]} [remarks] decisions that contradict each other or physics
 * @property {Alarm[]} alarms
 * @property {{boats: {boat: string, name: string, count: Count}[], total: Count, unknown?: string[]}} unaccounted unknown: boats
 *   of which nobody has said how many are aboard
 * @property {Asset[]} assets
 * @property {Conflict[]} conflicts
 * @property {Contradiction[]} [contradictions]
 * @property {{at: string, text: string}[]} notes
 * @property {{seq: number, words: Words}[]} [problems] entries of the log that do not fit together
 * @property {Words[]} banner
 *
 * @typedef {{case: string, label: string, title: Record<string, string>, start?: string, end?: string,
 *   mode: "replay"|"live", centre?: string, peers?: string[], speed?: number, findings: {title: string, url: string}[],
 *   about: Record<string, string>}} Case
 * @typedef {{at: string, seq: number, kind: string, words: Words, boat: string|null}} TimelineEvent
 *
 * @typedef {{id: string, kind: "ship"|"craft"|"aircraft"|"rescue_beacon"|"boat"|"other", feed: string, seen: string, lon: number,
 *   lat: number, error_m: number, course: number|null, speed_kn: number|null, exists: number|null, small: number|null}} Track
 *   exists: probability that there is anything, small: that it has no AIS; null of what says itself who it is
 * @typedef {{name: string, kind: string, state: "waiting"|"heard"|"silent"|"absent"|"read", since: string|null, why: string}} Feed
 */

/**
 * @typedef {{first: Picture, second: Picture, boats: {first: string|null, second: string|null, name: string, differs: string[],
 *   words: Words[]}[], night: Words[], alarms_first: Words[], alarms_second: Words[]}} Comparison two pictures, and what differs
 */

export {};
