"""varne.toml as one frozen value; unknown keys and values out of range are refused with what is allowed."""

import os
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Whole = Annotated[int, msgspec.Meta(ge=1)]
PublicKey = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Above0 = Annotated[float, msgspec.Meta(gt=0)]
Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)]


class AssetLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One [[assets]] of varne.toml: changes the asset of that name, or is a new one; what is absent stays as it is.

    off  takes it out;  speeds [kn], hours of endurance, launch_min from the call to leaving, eye_m height of eye or flight,
    capacity how many people it can take aboard
    """

    name: str
    off: bool = False
    side: str | None = None
    kind: str | None = None
    lon: float | None = None
    lat: float | None = None
    transit_kn: float | None = None
    search_kn: float | None = None
    hours: float | None = None
    launch_min: float | None = None
    eye_m: float | None = None
    max_wave_m: float | None = None
    sensors: list[str] | None = None
    capacity: Annotated[int, msgspec.Meta(ge=0)] | None = None

    def plain(self) -> dict[str, Any]:
        """What is given, as `search.assets.fleet` takes it."""
        given: dict[str, Any] = msgspec.to_builtins(self)
        return given


class FeedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One [[feeds]] of varne.toml: a radar, an AIS receiver or a Cursor on Target server (docs/tracker.md).

    name       in small letters, digits and dashes; with the centre's before it, it begins the ids of its reports
    source     tcp://host:port (we call), udp://host:port (we listen there), or a file, read once
    kind       radar: TTM, TLL, RSD, with any AIS between them; ais; cot; asterix: CAT010 and CAT048 by UDP
    lon, lat   where the radar stands [deg]; sac, sic  the numbers by which an ASTERIX radar names itself
    period     time of a turn [s];  reach  how far it sees a small boat [m]
    quiet      without a line for longer than this the feed counts as silent [s]
    """

    name: Name
    source: str
    kind: Literal["radar", "ais", "cot", "asterix"]
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None = None
    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None = None
    sac: int | None = None
    sic: int | None = None
    period: Above0 = 3.0
    reach: Above0 = 30_000.0
    quiet: Above0 = 60.0

    def __post_init__(self) -> None:
        needed = {"radar": ("lon", "lat"), "asterix": ("lon", "lat", "sac", "sic")}.get(self.kind, ())
        if missing := [name for name in needed if getattr(self, name) is None]:
            raise ValueError(f"feed {self.name} of kind {self.kind} needs {' and '.join(missing)}")
        if self.kind == "asterix" and not self.source.startswith("udp://"):
            raise ValueError(f"feed {self.name}: ASTERIX comes by UDP; give udp://host:port")


class PeerLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One [[peers]] of varne.toml: a node that we exchange the record with (docs/operate.md).

    name     as that node's `centre`; of a partner as in the audience partner/NAME
    url      where its /log routes are, such as https://varne.gris-nez.example; absent: it calls us, we do not call it
    key      its public key, 64 digits, as `varne log identity` prints it there
    partner  true: it is no centre, and gets only what is written for it
    former   keys that it used before and lost: good for what it wrote with them, not for asking
    """

    name: Annotated[str, msgspec.Meta(pattern=r"^\w[\w -]*$")]
    key: PublicKey
    url: Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s?#]+$")] | None = None
    partner: bool = False
    former: tuple[PublicKey, ...] = ()


class AccessLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[access] of varne.toml: who may use the node (docs/security.md). It holds from the first account on.

    public        the address by which a TLS proxy serves the node, such as https://varne.example
    idle_minutes  without anything done by hand until a screen is locked;  watch_hours: until a session ends
    issuer        of an OpenID provider where people may sign in too;  client: this node's id there
    secret_file   holds the client's secret; absent for a public client
    """

    public: Annotated[str, msgspec.Meta(pattern=r"^https://[^/]+$")] | None = None
    idle_minutes: Whole = 30
    watch_hours: Whole = 13
    issuer: str | None = None
    client: str = "varne"
    secret_file: str | None = None


class PrivacyLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[privacy] of varne.toml (docs/privacy.md).

    country       of telephone numbers that do not say theirs: "44", or "33" at Gris-Nez
    number_hours  after its night in which a sealed number can still be read
    keep_days     after the closing of a boat, when its reports' words are due to be erased; absent: never
    hold          nights that nothing is erased of, as the day on whose noon they begin: "2021-11-23"
    """

    country: Annotated[str, msgspec.Meta(pattern=r"^[1-9]\d{0,2}$")] = "44"
    number_hours: Annotated[int, msgspec.Meta(ge=1, le=24 * 30)] = 72
    keep_days: Whole | None = None
    hold: tuple[date, ...] = ()


class AlarmsLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[alarms] of varne.toml: when somebody must look (docs/operate.md).

    overdue_hours  after the first word of a boat whose people are not all accounted for
    late_minutes   after the time at which an asset was to be on scene
    watch_ends     of this centre, UTC: "07:00"; half an hour before, people unaccounted for are an alarm
    line_hours     how far ahead a crossing of the line of 1988 is looked for;  line_chance  from which it is an alarm
    """

    overdue_hours: Above0 = 8.0
    late_minutes: Annotated[float, msgspec.Meta(ge=0)] = 5.0
    watch_ends: tuple[Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")], ...] = ()
    line_hours: Annotated[float, msgspec.Meta(gt=0, le=6)] = 2.0
    line_chance: Annotated[float, msgspec.Meta(gt=0, le=1)] = 0.3


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One centre's node.

    centre             who we are in the record, for example "dover" or "gris-nez"
    port               on 127.0.0.1; a proxy serves it to others
    current, wind      SRC as in `varne drift`: "tide", "constant:U,V", a CF file or URL, joined by "+"; wind may be absent
    states             possible states of one boat in a drift run
    silence_minutes    without a report on an open boat before the alarm
    alarms             when a boat is overdue, an asset late, a watch at its end
    propose_rescue_at  probability from which a rescue is proposed as a match, never acted on by itself
    log                file of the record, or postgresql://...; absent: record.varne in VARNE_HOME
    key                file of this node's key; absent: identity.key in VARNE_HOME, made when there is none
    former_keys        public keys that this node used before, and lost
    peers              the other centre, and partners
    assets             changes to the shipped list of what can be sent to search (docs/search.md)
    lanes              GeoJSON file of traffic lanes that a search crosses at right angles (docs/search.md)
    access             who may use the node, and by which address
    privacy            how long what could lead to a person is kept
    feeds              radars and AIS receivers that the node listens to (docs/tracker.md)
    """

    centre: str = "dover"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8347
    current: str = "tide"
    wind: str | None = None
    states: Whole = 2000
    silence_minutes: Whole = 30
    alarms: AlarmsLine = AlarmsLine()
    propose_rescue_at: Share = 0.99
    log: str | None = None
    key: str | None = None
    former_keys: tuple[PublicKey, ...] = ()
    peers: tuple[PeerLine, ...] = ()
    assets: tuple[AssetLine, ...] = ()
    lanes: str | None = None
    access: AccessLine = AccessLine()
    privacy: PrivacyLine = PrivacyLine()
    feeds: tuple[FeedLine, ...] = ()

    def __post_init__(self) -> None:
        names = [f.name for f in self.feeds]
        if twice := sorted({n for n in names if names.count(n) > 1}):
            raise ValueError(f"two feeds are named {twice[0]}; give each a name of its own")
        others = [p.name for p in self.peers]
        if twice := sorted({n for n in others if others.count(n) > 1 or n == self.centre}):
            raise ValueError(f"peers: {twice[0]} stands there twice, or is this node itself; name every other node once")


class ConfigError(ValueError):
    """varne.toml holds something it may not."""


def parse_config(text: str) -> Config:
    """Config from TOML text.

    raises  ConfigError that names the key and what it may hold

    >>> parse_config('centre = "gris-nez"').centre
    'gris-nez'
    """
    try:
        return msgspec.convert(tomllib.loads(text), Config)
    # ValueErrors of __post_init__ come as ValidationErrors
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
        allowed = ", ".join(Config.__struct_fields__)
        raise ConfigError(f"varne.toml: {error}; the keys are {allowed}") from error


def home() -> Path:
    """Where stores live: VARNE_HOME, else the platform's user data folder (XDG, else ~/.local/share)."""
    if chosen := os.environ.get("VARNE_HOME"):
        return Path(chosen)
    base = os.environ.get("XDG_DATA_HOME") or (os.environ.get("LOCALAPPDATA") if os.name == "nt" else None)
    return (Path(base) if base else Path.home() / ".local" / "share") / "varne"
