"""`varne log`: what a check found, and who this node is, as the terminal and --json show them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from varne.config import Config, parse_config
from varne.record.keys import Identity, fingerprint, parse_public
from varne.record.log import Verified
from varne.record.name import parse_chain
from varne.server.exchange import identity_of, peers_of


def config_of(path: str | None) -> Config:
    """The configuration in a file; the defaults without one.

    raises  ConfigError, OSError
    """
    return parse_config(Path(path).read_text("utf-8") if path else "")


def identity(config: Config) -> Identity:
    """This node's key, made when there is none; see `identity_of`."""
    return identity_of(config)


def identity_plain(config: Config) -> dict[str, str]:
    """What the other node needs to know of this one: its name, its public key, and the fingerprint to compare."""
    key = identity_of(config)
    return {"name": config.centre, "key": key.public.hex(), "fingerprint": key.id}


def identity_text(plain: dict[str, str], url: str) -> str:
    """The same, as lines for the other node's varne.toml; url is where the other node reaches this one."""
    return (
        f"# compare by telephone: {plain['fingerprint']}\n[[peers]]\n"
        f'name = "{plain["name"]}"\nkey = "{plain["key"]}"\nurl = "{url}"'
    )


def verified_plain(found: Verified) -> dict[str, Any]:
    """What a check found, for --json."""
    problems = [{"seq": p.pos, "chain": p.chain, "place": p.seq, "what": p.what} for p in found.problems]
    keys = {chain: [key.hex() for key in signers] for chain, signers in found.signers.items()}
    chains = {chain: {"events": end.seq, "head": end.id, "signers": keys[chain]} for chain, end in found.heads.items()}
    head = {"seq": found.head.seq, "id": found.head.id}
    return {"events": found.events, "head": head, "chains": chains, "problems": problems, "missing": list(found.missing)}


def verified_lines(where: str, found: Verified) -> Iterator[str]:
    """What a check found when nothing is wrong, for a terminal."""
    yield f"{where}: {found.events} events, sound to the end, head {found.head.id[:16]}"
    for chain, head in found.heads.items():
        signers = " and ".join(map(fingerprint, found.signers[chain]))
        yield f"  {chain}: {head.seq} events, head {head.id[:16]}, signed by {signers}"


def strangers(found: Verified, config: Config) -> Iterator[str]:
    """Chains that are signed with a key which a configuration does not know for their node."""
    known = {p.name: frozenset({p.key, *p.former}) for p in peers_of(config)}
    known[config.centre] = frozenset({identity_of(config).public, *map(parse_public, config.former_keys)})
    for chain, signers in found.signers.items():
        node = parse_chain(chain).node
        for key in frozenset(signers) - known.get(node, frozenset()):
            yield f"{chain} is signed by {fingerprint(key)}, which is no key of {node} that varne.toml knows"
