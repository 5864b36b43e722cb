"""Who made a pack: a signature of its tag manifest by ``ssh-keygen -Y``, lying beside the pack, never in it.

The system's own OpenSSH (8.2 or newer; Windows, macOS and Linux have it) does the cryptography. It is given no terminal
and no time to ask for anything, so a scheduler never hangs on it.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from vtr_lib.appeal.archive import opened
from vtr_lib.appeal.bag import TAG_MANIFEST
from vtr_lib.errors import ConfigError, MissingInput
from vtr_lib.store.staging import replace_text

NAMESPACE = "vtr-evidence"
ENDING = ".sig"
PATIENCE = 60  # seconds; a key on a stick waits to be touched
LONGEST = 2**16  # bytes of a signature
GOOD = re.compile(rf'Good "{NAMESPACE}" signature for (.+) with (\S+) key (\S+)')
REFUSED = 255  # by ssh-keygen, of what it was given; 1 is a call that it does not understand


@dataclass(frozen=True, slots=True)
class Signature:
    """What is known of a pack's signature.

    ``state``: ``good`` (of ``identity``, by ``key``), ``wrong`` (``reason``, in OpenSSH's words), ``none``, or
    ``unchecked``: there is one, and nobody said whose it should be.
    """

    state: str
    identity: str = ""
    key: str = ""
    reason: str = ""

    @property
    def is_good(self) -> bool:
        return self.state == "good"


def beside(pack: Path) -> Path:
    """Where the signature of a pack lies: ``pack.zip.sig`` beside ``pack.zip``, ``pack.sig`` beside the folder."""
    pack = Path(os.path.abspath(pack))
    return pack.with_name(pack.name + ENDING)


def sign(pack: Path, key: Path) -> Path:
    """Signs a pack with a private key of OpenSSH and gives the file beside it that holds the signature.

    A public key stands for the private one that an agent holds. Ed25519 and RSA give the same bytes each time. Raises
    ``MissingInput`` ``NOT_FOUND``; ``ConfigError``: ``SIGN_PASSPHRASE``, ``SIGN_REFUSED``, ``NO_SSH_KEYGEN``,
    ``SSH_KEYGEN_SLOW``.
    """
    if not key.is_file():
        raise MissingInput("NOT_FOUND", file=key)
    with opened(pack) as bag:
        done = _ssh_keygen(bag.folder / TAG_MANIFEST, "-Y", "sign", "-f", str(key))
    if done.returncode or not done.stdout.startswith("-----BEGIN SSH SIGNATURE-----"):
        is_locked = "passphrase" in done.stderr
        raise ConfigError("SIGN_PASSPHRASE" if is_locked else "SIGN_REFUSED", file=key, reason=_reason(done))
    replace_text(beside(pack), done.stdout)
    return beside(pack)


def check(folder: Path, signed: Path, signers: Path | None = None, identity: str | None = None) -> Signature:
    """What the signature in the file ``signed`` says of the bag in ``folder``.

    ``signers`` lists who may sign, as ``ssh-keygen`` wants it: ``seller@example.com ssh-ed25519 AAAA…``; ``identity``
    is the one of them it should be. Without both nothing is checked. Raises ``MissingInput`` ``NOT_FOUND``;
    ``ConfigError``: ``NO_SSH_KEYGEN``, ``SSH_KEYGEN_SLOW``, ``SSH_KEYGEN`` where it is too old or otherwise does not do
    as asked.
    """
    if signers is not None and not signers.is_file():
        raise MissingInput("NOT_FOUND", file=signers)
    if not os.path.lexists(signed):
        return Signature("none")
    if signers is None or identity is None:
        return Signature("unchecked")
    if not signed.is_file() or signed.stat().st_size > LONGEST:
        return Signature("wrong", reason=signed.name)
    call = ("-Y", "verify", "-f", str(signers), "-I", identity, "-s", str(signed))
    done = _ssh_keygen(folder / TAG_MANIFEST, *call)
    good = GOOD.match(done.stdout)
    if done.returncode == 0 and good:
        return Signature("good", good[1], f"{good[2]} {good[3]}")
    if done.returncode != REFUSED:
        raise ConfigError("SSH_KEYGEN", reason=_reason(done))
    return Signature("wrong", reason=_reason(done))


def _ssh_keygen(manifest: Path, *arguments: str) -> subprocess.CompletedProcess:
    """``ssh-keygen`` over a manifest, without a terminal or a window to ask in."""
    program = shutil.which("ssh-keygen")
    if program is None:
        raise ConfigError("NO_SSH_KEYGEN")
    quiet = {"SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C"}
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    try:
        with manifest.open("rb") as stream:
            return subprocess.run(
                [program, *arguments, "-n", NAMESPACE],
                stdin=stream,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=PATIENCE,
                env=kept | quiet,
                start_new_session=True,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise ConfigError("SSH_KEYGEN_SLOW", seconds=PATIENCE) from None


def _reason(done: subprocess.CompletedProcess) -> str:
    """The first line that OpenSSH says of the matter."""
    lines = [line for line in (done.stderr + done.stdout).splitlines() if not line.startswith(("@", "Signing data"))]
    return next(filter(None, lines), str(done.returncode))
