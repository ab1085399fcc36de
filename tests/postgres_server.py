"""A real PostgreSQL for tests: made in a temporary folder, started by an unprivileged user, gone afterwards.

postgres refuses to run as root; where we are root the account that Debian's package made runs it.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg


def binaries():
    """The folder of initdb and pg_ctl; the newest version where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    if found:
        return found[-1].parent
    where = shutil.which("initdb")
    return Path(where).parent if where else None


def unprivileged():
    """Who runs it: us, or another where we are root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


@contextmanager
def running(*, on_disk=False):
    """The URL of a server, without a database's name; in memory, or on disk where a flush is to cost what it does."""
    home, user = binaries(), unprivileged()
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) and not on_disk else None  # a flush costs nothing there
    folder = Path(tempfile.mkdtemp(prefix="varne-pg-", dir=memory))
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}

    def run(*command):
        subprocess.run([str(c) for c in command], check=True, cwd=folder, capture_output=True, **as_user)

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    run(home / "initdb", "-D", folder / "data", "-U", "varne", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    run(home / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start")
    try:
        yield f"postgresql://varne@127.0.0.1:{port}"
    finally:
        run(home / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def database(server, name):
    """The URL of a new, empty database."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as db:
        db.execute(f'drop database if exists "{name}" with (force)')
        db.execute(f'create database "{name}"')
    return f"{server}/{name}"
