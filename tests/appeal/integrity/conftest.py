"""A small pack of evidence, made anew for each test."""

import shutil
import subprocess
from pathlib import Path

import pytest
from appeal.integrity.bags import INFO, lay

from vtr_lib.appeal import archive, bag


@pytest.fixture
def pack(tmp_path) -> Path:
    """A bag as a folder, ``pack`` by name."""
    folder = lay(tmp_path / "pack")
    bag.write(folder, INFO)
    return folder


@pytest.fixture
def pack_zip(pack) -> Path:
    """The same as a ZIP, ``pack.zip`` beside it."""
    archive.write(pack, pack.with_suffix(".zip"))
    return pack.with_suffix(".zip")


@pytest.fixture
def key(tmp_path):
    """Makes a key of a name, locked with a passphrase if one is given; skips where there is no ssh-keygen."""
    if not shutil.which("ssh-keygen"):
        pytest.skip("no ssh-keygen on this machine")

    def make(name: str, passphrase: str = "") -> Path:
        path = tmp_path / f"key-{name}"
        call = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", str(path)]
        subprocess.run(call, check=True, stdin=subprocess.DEVNULL)
        return path

    return make


@pytest.fixture
def signers(tmp_path):
    """A file of who may sign: ``signers(**{name: key})``."""

    def write(keys: dict[str, Path]) -> Path:
        path = tmp_path / "signers"
        path.write_text("".join(f"{name} {key.with_suffix('.pub').read_text()}" for name, key in keys.items()))
        return path

    return write
