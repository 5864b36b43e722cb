"""No file of the project says where a machine keeps things, or holds what could be somebody's data."""

import re

import pytest

REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|anaconda\.(?:org|com)|npmjs\.(?:org|com)|yarnpkg\.com|proxy\.golang\.org"
    r"|(?:index-url|find-links|INDEX_URL|UV_DEFAULT_INDEX)['\"]?[ :=]+['\"]?(?:\w+://|/)"
)
MACHINE_PATH = re.compile(r"(?<![\w.-])/(?:work|root|home|Users)/\w|\b[A-Z]:\\{1,2}Users\\")
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@((?:[\w-]{1,63}\.)+[A-Za-z]{2,})\b")
ORDER_ID = re.compile(r"(?<![\w-])([A-Z0-9]{3})-\d{7}-\d{7}(?![\w-])")
PHONE = re.compile(
    r"\(\d{3}\) ?\d{3}-\d{4}(?!\d)"  # (206) 555-0100
    r"|(?<![\w.-])\d{3}([-.])\d{3}\1\d{4}(?![\w-])"  # 206-555-0100
    r"|(?<![\w.+-])\+\d{1,3}[ -]?\(?\d{2,4}\)?(?:[ -]?\d{2,4}){2,4}(?![\w:])"  # +1 206 555 0100
)


def _hits(texts: dict[str, str], pattern: re.Pattern, is_allowed=lambda match: False) -> list[str]:
    """``path:line hit`` of every match that is not allowed."""
    return [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1} {match[0]}"
        for path, text in texts.items()
        for match in pattern.finditer(text)
        if not is_allowed(match)
    ]


def registries(texts):
    """Names and addresses of package registries: which one is used is the machine's business."""
    return _hits(texts, REGISTRY)


def machine_paths(texts):
    """Paths that exist on one machine only."""
    return _hits(texts, MACHINE_PATH)


def mails(texts):
    """Mail addresses other than of example.com."""
    return _hits(texts, MAIL, lambda match: match[1].lower() == "example.com")


def order_ids(texts):
    """Order ids that Amazon could have given: made-up ones begin with 999 or S01."""
    return _hits(texts, ORDER_ID, lambda match: match[1] in ("999", "S01"))


def phones(texts):
    """Phone numbers other than 555-0100 to 555-0199, which belong to nobody."""
    return _hits(texts, PHONE, lambda match: re.search(r"55501\d\d$", re.sub(r"\D", "", match[0])))


@pytest.mark.parametrize("check", [registries, machine_paths, mails, order_ids, phones])
def test_every_tracked_text_is_clean(texts, check):
    assert texts
    assert check(texts) == []


# The hits are put together here, so that this file itself is clean.
@pytest.mark.parametrize(
    ("check", "text", "hit"),
    [
        (registries, "see https://pypi." + "org/project/x", "pypi." + "org"),
        (registries, "pip install --index-url" + " https://host/simple", "index-url" + " https://"),
        (registries, "index-url" + "=/srv/wheels", "index-url" + "=/"),
        (registries, "pip_setting,index-url))", None),
        (machine_paths, "cd /" + "home/ann/x", "/" + "home/a"),
        (machine_paths, "file:///" + "root/x", "/" + "root/x"),
        (machine_paths, "example.com/" + "home/x and ../" + "work/x", None),
        (machine_paths, "C:\\" + "Users\\ann", "C:\\" + "Users\\"),
        (mails, "ann" + "@shop.test", "ann" + "@shop.test"),
        (mails, "ann@example.com, but not @pytest.mark", None),
        (order_ids, "x\n113" + "-1234567-7654321", "113" + "-1234567-7654321"),
        (order_ids, "D01" + "-1234567-7654321", "D01" + "-1234567-7654321"),
        (order_ids, "999-1234567-7654321 S01-1234567-7654321", None),
        (phones, "206" + "-867-5309", "206" + "-867-5309"),
        (phones, "(206) " + "867-5309", "(206) " + "867-5309"),
        (phones, "+49" + " 30 1234567 89", "+49" + " 30 1234567 89"),
        (phones, "+86" + "13812345678", "+86" + "13812345678"),
        (phones, "206-555-0142 +1 206 555 0142 (206) 555-0199 2025-01-15 +08:00 +0800", None),
        (phones, "206" + "-555-0200", "206" + "-555-0200"),
    ],
)
def test_a_planted_hit_is_found(plant, check, text, hit):
    texts, _ = plant("docs/x.md", text)
    line = 1 + text.count("\n")
    assert check(texts) == ([f"docs/x.md:{line} {hit}"] if hit else [])


def test_a_file_in_another_encoding_is_looked_through(tmp_path, plant):
    (tmp_path / "data/sample").mkdir(parents=True)
    (tmp_path / "data/sample/orders.txt").write_bytes("注文\tann".encode("cp932") + b"@" + b"shop.test")
    texts, _ = plant("README.md", "")
    assert mails(texts) == ["data/sample/orders.txt:1 ann" + "@shop.test"]
