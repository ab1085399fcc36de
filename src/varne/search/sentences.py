"""What searching says to people, once, in English; the page's catalogues hold the same keys in every language."""

from varne.words import Words

SENTENCES = {
    "search.trouble.late": "{asset} is ready {minutes} min after the search ends; search longer, or call it earlier",
    "search.trouble.endurance": "{asset} has no endurance; give it more than 0 hours",
    "search.trouble.blind": "{asset} has a sweep width of 0 against everything: it cannot see these targets; "
    "give another sensor or height",
    "search.trouble.speed": "{asset} searches at {speed} m/s; give a speed above 0",
    "search.trouble.wind": "{asset} searches at {speed} kn, and the wind blows {wind} kn: it cannot hold a pattern; "
    "give another asset",
    "search.trouble.over": "{asset} ends {minutes} min before the search begins; give a later time or more endurance",
    "search.trouble.reach": "{asset} cannot reach the area and come back: about {way} min on the way there and home, "
    "{there} min in all; give a nearer base, more endurance or a longer search",
    "search.trouble.unknown": "{asset}: {missing} missing, and it is not of the list ({names})",
    "search.trouble.widths": "{asset}: nothing says how far it sees; give sweep_m [m] for each state, or by with a sensor",
    "search.trouble.dark": "{asset} has only eyes by night, and no table says how far they see then; "
    "search by day, or say with what else it looks",
    "search.trouble.table": "{asset}: {why}",
    "search.trouble.ashore": "{asset}: the middle of its area, {lon}, {lat}, is on land; are lon and lat exchanged?",
    "search.trouble.track": "{asset}: its track is not counted: {why}",
    "search.trouble.no_area": "{asset} gets no area: all the water in its reach is closed, land or taken by others",
    "search.decided.near": "{asset} and {other} are at work less than {metres} m apart, as their areas were drawn: "
    "keep them apart by height or agreement, or move one",
    "search.decided.closed": "the area drawn for {asset} lies over land or closed water, or along a traffic lane",
    "search.problem.datum": "datum {number} is left out: {why}",
    "search.problem.early": "the search was to begin at {at}, before the ensemble: it begins with it, at {begins}",
    "search.problem.ends": "the ensemble ends early: planned is until {until}",
    "search.none.assets": "the request has no assets; give one with its place, speed and endurance",
    "search.none.states": "the ensemble is empty: give datums (lon, lat, at, object), reports of a boat, "
    "or drifted, a file of varne drift -o FILE.nc",
    "search.none.few": "the ensemble is empty: {states} states; drift more, 20000 is usual",
    "search.none.ends": "the ensemble ends at {end}, an hour after {at} or sooner; drift it longer, or search earlier",
    "search.none.afloat": "no state is afloat in the time of the search: all are ashore or outside the forecast area",
    "search.none.reach": "nobody reaches the datum before the search ends; give a nearer asset, or search longer",
    "search.none.position": "no report of the boat has a position at sea: there is nothing to search about",
    "search.none.boat": "no boat {boat} is known at {at}; give its id, or that of one of its reports",
    "search.none.busy": "another search is being planned on this node; wait until it is done, or stop it",
    "search.after.outside": "the track of {asset} is not counted: "
    "it lies outside the time for which it is known where the boat may be",
    "search.width.unknown": "nobody has measured how far {state} is seen: a range over the nearest things that were",
    "search.width.estimate": "people in the water at night: an estimate of the worksheet, not a trial",
    "search.width.radar": "the radar sets of the table are retired; a set of today may see more, an inflatable less",
    "search.width.infrared": "the infrared table exceeds the trial it cites; no thermal drone has a table",
    "search.width.zero": "a table prints nothing or hardly anything for {state}: who looks by it is next to blind",
    "search.width.jacket": "life jackets help the eye only up to 500 ft",
    "search.assumed.pos": "nothing is known of the water: planned for POS, not for people found alive; "
    "give the water's temperature (survival.water_c)",
    "search.assumed.hazards": "boats may stop, start, fill and lose their people on the way, at the rates of docs/outlook.md",
    "search.assumed.wind": "no wind was given: every state has its own light wind from any direction",
    "search.assumed.still_air": "no wind was given: aircraft are planned in still air",
    "search.assumed.water": "water of {celsius} °C",
    "search.assumed.weather": "visibility {visibility} NM, wind {wind} kn, waves {waves} m",
    "search.assumed.night": "by night: the eye alone sees nothing that a table knows",
    "search.assumed.factor": "sweep widths may be wrong {factor} times either way",
    "search.assumed.withheld": "{asset} was kept back by the planner",
    "search.assumed.lanes": "no traffic lanes were given: ships cross where they like",
    "search.assumed.list": "{asset}: {values} of the list are judgement, not published",
}  # fmt: skip


def say(key: str, **args: str | int | float) -> Words:
    """Words for one of the sentences.

    >>> say("search.trouble.endurance", asset="Tug").text
    'Tug has no endurance; give it more than 0 hours'
    """
    return Words(key, args, SENTENCES[key].format(**args))
