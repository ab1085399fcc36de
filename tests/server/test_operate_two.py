"""The commands of docs/operate.md that set up two nodes are run as they stand there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import varne
from varne.config import parse_config

ROOT = Path(varne.__file__).parents[2]


def test_the_keys_of_two_nodes_are_exchanged_as_the_docs_say(tmp_path):
    text = (ROOT / "docs" / "operate.md").read_text("utf-8")
    block = re.search(r"### Try it on one machine\n.*?```sh\n(.*?)```", text, re.DOTALL)[1]
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (bin_folder / "varne").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m varne "$@"\n')
    (bin_folder / "varne").chmod(0o755)
    path = f"{bin_folder}:{os.environ['PATH']}"
    subprocess.run(["sh", "-ec", block], cwd=tmp_path, env={**os.environ, "PATH": path}, check=True)
    read = {name: parse_config((tmp_path / "two" / f"{name}.toml").read_text()) for name in ("dover", "gris-nez")}
    for name, other in (("dover", "gris-nez"), ("gris-nez", "dover")):
        (peer,) = read[name].peers
        assert (peer.name, peer.url) == (other, f"http://127.0.0.1:{read[other].port}")
        assert (tmp_path / "two" / other / "identity.key").exists()
    assert f"VARNE_HOME=dover    varne serve --config dover.toml        # http://127.0.0.1:{read['dover'].port}/" in text
