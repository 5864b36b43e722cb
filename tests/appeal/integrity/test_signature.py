"""Signatures by the system's own OpenSSH: whose it is, that it lies beside the pack, and that nothing is ever asked."""

import subprocess
import sys

import pytest
from appeal.integrity.bags import INFO

from vtr_lib.appeal import archive, bag, signature
from vtr_lib.appeal.signature import beside, sign
from vtr_lib.appeal.verify import verify
from vtr_lib.errors import ConfigError, MissingInput

ANN, BOB = "ann@example.com", "bob@example.com"


@pytest.mark.parametrize("kind", ["pack", "pack_zip"])
def test_a_signed_pack_says_by_whom_and_its_bytes_stay(request, pack, key, signers, kind):
    path, root, own = request.getfixturevalue(kind), bag.root(pack), key("ann")
    before = path.read_bytes() if path.is_file() else sorted(each.name for each in path.rglob("*"))
    assert sign(path, own) == path.with_name(f"{path.name}.sig")
    assert before == (path.read_bytes() if path.is_file() else sorted(each.name for each in path.rglob("*")))
    found = verify(path, root=root, signers=signers({ANN: own}), identity=ANN)
    assert found.is_whole
    assert (found.signature.state, found.signature.identity) == ("good", ANN)
    assert found.signature.key.startswith("ED25519 SHA256:")
    assert verify(path).signature.state == "unchecked"


def test_signing_twice_gives_the_same_bytes_for_the_folder_and_the_zip(pack, pack_zip, key):
    own = key("ann")
    made = {sign(path, own).read_bytes() for path in (pack, pack_zip, pack)}
    assert len(made) == 1


def test_another_ones_signature_or_one_of_other_manifests_is_wrong(pack, key, signers):
    ann, bob = key("ann"), key("bob")
    listed = signers({ANN: ann, BOB: bob})
    assert verify(pack, signers=listed, identity=ANN).signature.state == "none"
    sign(pack, bob)
    assert verify(pack, signers=listed, identity=ANN).signature.state == "wrong"
    assert verify(pack, signers=listed, identity=BOB).signature.is_good
    assert verify(pack, signers=listed, identity="eve@example.com").signature.state == "wrong"
    (pack / "data/letter.txt").write_bytes(b"Another letter")
    found = verify(pack, signers=listed, identity=BOB)
    assert found.changed == ("data/letter.txt",)
    bag.write(pack, INFO)
    found = verify(pack, signers=listed, identity=BOB)
    assert found.is_whole
    assert found.signature.state == "wrong"
    assert found.signature.reason


def test_a_signature_for_another_purpose_is_wrong(pack, key, signers):
    own = key("ann")
    with (pack / "tagmanifest-sha256.txt").open("rb") as stream:
        call = ["ssh-keygen", "-Y", "sign", "-f", str(own), "-n", "file"]
        beside(pack).write_bytes(subprocess.run(call, stdin=stream, capture_output=True, check=True).stdout)
    assert verify(pack, signers=signers({ANN: own}), identity=ANN).signature.state == "wrong"


@pytest.mark.parametrize("content", [b"", b"no signature", b"-----BEGIN SSH SIGNATURE-----\n", b"\0" * 100_000])
def test_what_is_no_signature_is_wrong(pack, key, signers, content):
    beside(pack).write_bytes(content)
    assert verify(pack, signers=signers({ANN: key("ann")}), identity=ANN).signature.state == "wrong"


def test_a_link_to_nothing_in_the_signatures_place_is_wrong(pack, key, signers):
    beside(pack).symlink_to(pack.parent / "gone")
    assert verify(pack, signers=signers({ANN: key("ann")}), identity=ANN).signature.state == "wrong"


def test_a_locked_key_is_refused_at_once_and_nothing_is_asked(pack, key, tmp_path, monkeypatch):
    """Nor by a window: the program that would open one leaves a trace."""
    asker = tmp_path / "ask"
    asker.write_text(f"#!/bin/sh\ntouch {tmp_path}/asked\necho secret\n")
    asker.chmod(0o700)
    monkeypatch.setenv("SSH_ASKPASS", str(asker))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    monkeypatch.setenv("DISPLAY", ":0")
    with pytest.raises(ConfigError) as raised:
        sign(pack, key("ann", "secret"))
    assert raised.value.code == "SIGN_PASSPHRASE"
    assert not (tmp_path / "asked").exists()
    assert not beside(pack).exists()


def test_what_is_no_key_is_refused(pack, tmp_path, key):
    (tmp_path / "nokey").write_text("x")
    with pytest.raises(ConfigError) as raised:
        sign(pack, tmp_path / "nokey")
    assert raised.value.code == "SIGN_REFUSED"
    with pytest.raises(MissingInput):
        sign(pack, tmp_path / "gone")
    with pytest.raises(MissingInput):
        verify(pack, signers=tmp_path / "gone", identity=ANN)


def test_a_pack_by_a_relative_name_is_signed_beside_itself(pack, key, monkeypatch):
    monkeypatch.chdir(pack)
    assert sign(pack.__class__("."), key("ann")) == pack.with_name("pack.sig")


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Puts a program of ours in the place of ssh-keygen."""

    def put(code: str) -> None:
        path = tmp_path / "ssh-keygen"
        path.write_text(f"#!{sys.executable}\n{code}\n")
        path.chmod(0o700)
        monkeypatch.setattr("shutil.which", lambda name: str(path))

    return put


def test_without_ssh_keygen_a_pack_is_still_read_and_only_the_question_who_is_refused(pack, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    (tmp_path / "x").write_text("x")
    beside(pack).write_text("x")
    assert verify(pack).is_whole
    for ask in (lambda: verify(pack, signers=tmp_path / "x", identity=ANN), lambda: sign(pack, tmp_path / "x")):
        with pytest.raises(ConfigError) as raised:
            ask()
        assert raised.value.code == "NO_SSH_KEYGEN"


def test_an_old_ssh_keygen_is_told_from_a_wrong_signature(pack, tmp_path, program):
    program("import sys; sys.exit('unknown option -- Y')")
    for name in ("x", "key"):
        (tmp_path / name).write_text("x")
    beside(pack).write_text("x")
    with pytest.raises(ConfigError) as raised:
        verify(pack, signers=tmp_path / "x", identity=ANN)
    assert (raised.value.code, raised.value.values["reason"]) == ("SSH_KEYGEN", "unknown option -- Y")


def test_a_program_that_says_good_and_fails_or_succeeds_and_says_nothing_is_not_believed(pack, tmp_path, program):
    (tmp_path / "x").write_text("x")
    beside(pack).write_text("x")
    good = f"print('Good \"vtr-evidence\" signature for {ANN} with ED25519 key SHA256:x'); raise SystemExit"
    program(f"{good}(255)")
    assert verify(pack, signers=tmp_path / "x", identity=ANN).signature.state == "wrong"
    program(f"{good}(0)")
    assert verify(pack, signers=tmp_path / "x", identity=ANN).signature.state == "good"
    program("")
    with pytest.raises(ConfigError):
        verify(pack, signers=tmp_path / "x", identity=ANN)
    with pytest.raises(ConfigError):
        sign(pack, tmp_path / "x")
    assert beside(pack).read_text() == "x"


def test_the_program_is_given_no_terminal_and_no_window(pack, tmp_path, program, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.setenv(name, ":0")
    program("import os; print(os.getsid(0) == os.getpid(), *(name for name in os.environ if 'DISPLAY' in name))"
            "; raise SystemExit(os.environ['SSH_ASKPASS_REQUIRE'] != 'never')")  # fmt: skip
    (tmp_path / "x").write_text("x")
    with pytest.raises(ConfigError) as raised:
        sign(pack, tmp_path / "x")
    assert raised.value.values["reason"] == "True"


def test_a_signature_longer_than_any_is_wrong_without_being_asked_for(pack, tmp_path, program):
    program(f"print('Good \"vtr-evidence\" signature for {ANN} with ED25519 key SHA256:x')")
    (tmp_path / "x").write_text("x")
    for length, state in ((2**16, "good"), (2**16 + 1, "wrong")):
        beside(pack).write_bytes(b"x" * length)
        assert verify(pack, signers=tmp_path / "x", identity=ANN).signature.state == state


def test_a_program_that_never_answers_is_ended(pack, tmp_path, program, monkeypatch):
    program("import time; time.sleep(60)")
    monkeypatch.setattr(signature, "PATIENCE", 0.2)
    (tmp_path / "x").write_text("x")
    with pytest.raises(ConfigError) as raised:
        sign(pack, tmp_path / "x")
    assert raised.value.code == "SSH_KEYGEN_SLOW"


def test_the_signature_of_a_pack_says_nothing_of_a_zip_beside_it(pack, key):
    sign(pack, key("ann"))
    archive.write(pack, pack.with_suffix(".zip"))
    assert verify(pack.with_suffix(".zip")).signature.state == "none"
