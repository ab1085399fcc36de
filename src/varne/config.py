"""varne.toml as one frozen value; unknown keys and values out of range are refused with what is allowed."""

import os
import tomllib
from pathlib import Path
from typing import Annotated

import msgspec

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Whole = Annotated[int, msgspec.Meta(ge=1)]


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One centre's node.

    centre             who we are in the record, for example "dover" or "gris-nez"
    port               on 127.0.0.1; a proxy serves it to others
    current, wind      SRC as in `varne drift`: "tide", "constant:U,V", a CF file or URL, joined by "+"; wind may be absent
    states             possible states of one boat in a drift run
    silence_minutes    without a report on an open boat before the alarm
    propose_rescue_at  probability from which a rescue is proposed as a match, never acted on by itself
    log                file of the record; absent: record.varne in VARNE_HOME
    """

    centre: str = "dover"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8347
    current: str = "tide"
    wind: str | None = None
    states: Whole = 2000
    silence_minutes: Whole = 30
    propose_rescue_at: Share = 0.99
    log: str | None = None


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
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        allowed = ", ".join(Config.__struct_fields__)
        raise ConfigError(f"varne.toml: {error}; the keys are {allowed}") from error


def home() -> Path:
    """Where stores live: VARNE_HOME, else the platform's user data folder (XDG, else ~/.local/share)."""
    if chosen := os.environ.get("VARNE_HOME"):
        return Path(chosen)
    base = os.environ.get("XDG_DATA_HOME") or (os.environ.get("LOCALAPPDATA") if os.name == "nt" else None)
    return (Path(base) if base else Path.home() / ".local" / "share") / "varne"
