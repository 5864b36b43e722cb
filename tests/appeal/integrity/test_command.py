"""``vtr appeal verify``: exit codes, and what it says."""

import argparse
import json

import pytest
from appeal.integrity.bags import FILES

from vtr_lib.appeal import bag
from vtr_lib.appeal.signature import sign
from vtr_lib.cli import appeal, main
from vtr_lib.words import languages, load

ANN = "ann@example.com"


def told(capsys, *call: object) -> tuple[int, dict]:
    code = main(["appeal", "verify", *map(str, call), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_whole_pack_ends_with_0_and_its_root_hash(capsys, pack, pack_zip):
    for path in (pack, pack_zip):
        assert main(["appeal", "verify", str(path)]) == 0
        out = capsys.readouterr().out
        assert f"{path}: whole. {len(FILES) + 4} files" in out
        assert bag.root(pack) in out
        assert "Not signed" in out
        code, found = told(capsys, path, "--root", bag.root(pack))
        assert (code, found["is_whole"], found["root"]) == (0, True, bag.root(pack))
        assert found["faults"] == found["missing"] == found["extra"] == found["changed"] == []


def test_a_changed_pack_ends_with_65_and_names_what_was_done(capsys, pack):
    (pack / "data/letter.txt").write_bytes(b"Another letter")
    (pack / "data/orders.csv").unlink()
    (pack / "data/\u202eevil.txt").write_bytes(b"")
    assert main(["appeal", "verify", str(pack)]) == 65
    out = capsys.readouterr().out
    assert "NOT whole" in out
    assert "changed: data/letter.txt\nmissing: data/orders.csv\nnot in any manifest: data/\ufffdevil.txt" in out
    assert "bag-info.txt: BAG_COUNT: " in out
    code, found = told(capsys, pack)
    assert (code, found["is_whole"], found["changed"], found["missing"]) == (
        *(65, False, ["data/letter.txt"], ["data/orders.csv"]),
    )
    assert [(fault["code"], fault["file"]) for fault in found["faults"]] == [("BAG_COUNT", "bag-info.txt")]
    assert found["faults"][0]["told"].startswith("bag-info.txt: BAG_COUNT: ")


def test_another_root_hash_ends_with_65(capsys, pack):
    code, found = told(capsys, pack, "--root", "0" * 64)
    assert (code, [fault["code"] for fault in found["faults"]]) == (65, ["BAG_ROOT"])


def test_who_signed_is_said_and_a_wrong_or_lacking_signature_ends_with_65(capsys, pack, key, signers):
    ann, bob = key("ann"), key("bob")
    asked = ("--signers", signers({ANN: ann}), "--identity", ANN)
    code, found = told(capsys, pack, *asked)
    assert (code, found["is_whole"], found["signature"]["state"]) == (65, True, "none")
    sign(pack, bob)
    code, found = told(capsys, pack, *asked)
    assert (code, found["is_whole"], found["signature"]["state"]) == (65, True, "wrong")
    assert told(capsys, pack)[0] == 0
    sign(pack, ann)
    code, found = told(capsys, pack, *asked)
    assert (code, found["signature"]["state"], found["signature"]["identity"]) == (0, "good", ANN)
    assert main(["appeal", "verify", str(pack), *map(str, asked)]) == 0
    assert f"Signed by {ANN} (ED25519 SHA256:" in capsys.readouterr().out


def test_verifying_is_one_thing_to_do_with_appeals():
    parser = argparse.ArgumentParser()
    appeal.options(parser, load().table("command"))
    making = parser.parse_args(["--category", "Home & Kitchen"])
    verifying = parser.parse_args(["verify", "pack.zip"])
    assert (making.category, verifying.pack) == ("Home & Kitchen", "pack.zip")
    assert making.act is not verifying.act


@pytest.mark.parametrize(
    ("call", "code", "said"),
    [
        ([], 64, "APPEAL_ACTION"),
        (["verify"], 64, "USAGE"),
        (["verfy", "pack"], 64, "USAGE"),
        (["verify", "pack", "--signers", "x"], 64, "[--identity]: SIGNERS"),
        (["verify", "pack", "--identity", "x"], 64, "[--signers]: SIGNERS"),
        (["verify", "pack", "--root", "e3ce45"], 64, "[--root]: ROOT_HASH"),
        (["verify", "gone.zip"], 66, "gone.zip: NOT_FOUND"),
        (["verify", "pack", "--signers", "gone", "--identity", "x"], 66, "gone: NOT_FOUND"),
        (["verify", "."], 65, ".: BAG_NONE"),
    ],
)
def test_what_can_not_be_answered_ends_with_its_own_code(capsys, pack, monkeypatch, call, code, said):
    monkeypatch.chdir(pack.parent)
    assert main(["appeal", *call]) == code
    captured = capsys.readouterr()
    assert captured.err.startswith(said)
    assert not captured.out


@pytest.mark.parametrize("lang", languages())
def test_all_of_it_is_said_in_every_language(capsys, pack, lang):
    (pack / "data/letter.txt").write_bytes(b"")
    (pack / "more").touch()
    (pack / "README.txt").unlink()
    assert main(["appeal", "verify", str(pack), "--lang", lang]) == 65
    out = capsys.readouterr().out
    assert all(name in out for name in ("data/letter.txt", "more", "README.txt", bag.root(pack)))
    assert (lang == "en") == ("Root hash" in out)
