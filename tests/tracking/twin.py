"""The slow twin: one number at a time, in plain Python from the two tables, sharing no code with the package."""

import re
import tomllib
import unicodedata
from importlib import resources

ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
RANK = ["prefix+check", "prefix", "check", "length"]


def table(name):
    return tomllib.loads(resources.files("vtr_lib.tracking").joinpath(name).read_text("utf-8"))


FORMATS, CARRIERS = table("formats.toml"), table("carriers.toml")
WORDS = {"".join(c for c in word.casefold() if c.isalnum()) for word in table("placeholders.toml")["words"]}


def as_regex(shape):
    signs = {"#": "[0-9]", "@": "[A-Z]", "*": "[0-9A-Z]", "<": "(?:", ">": ")"}
    signs |= {"(": "(?P<body>", "=": "(?P<check>[0-9A-Z])"}
    return re.compile("".join(signs.get(char, char) for char in shape))


PATTERNS = {name: [as_regex(shape) for shape in entry["shapes"]] for name, entry in FORMATS.items()}


def ups_value(char):
    return int(char) if char.isdigit() else (ord(char) - 63) % 10


def expected(rule, body):
    """The check character that ``rule``, in the notation of the table, asks for behind ``body``."""
    name = re.match(r"\w+", rule)[0]
    plus = int(rule.split(" plus ")[1]) if " plus " in rule else 0
    body = (rule.split(" before ")[1] if " before " in rule else "") + body
    if name in ("mod10", "rest10", "mod11"):
        weights = [int(weight) for weight in rule.split("(")[1].split(")")[0].split(",")]
        total = plus + sum(ups_value(char) * weights[at % len(weights)] for at, char in enumerate(reversed(body)))
        return {"mod10": str(-total % 10), "rest10": str(total % 10), "mod11": str(total % 11 % 10)}[name]
    if name == "luhn":
        total = 0
        for at, char in enumerate(reversed(body)):
            total += int(char) if at % 2 else sum(int(digit) for digit in str(2 * int(char)))
        return str(-total % 10)
    if name == "mod7":
        return str(int(body) % 7)
    if name == "s10":
        rest = 11 - sum(int(char) * weight for char, weight in zip(body, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
        return {10: "0", 11: "5"}.get(rest, str(rest))
    if name == "mod23":
        return "TRWAGMYFPDXBNJZSQVHLCKE"[sum(map(ord, body)) % 23]
    assert name == "mod37"
    rest = 36
    for char in body:
        rest += ALNUM.index(char)
        rest = rest - 36 if rest > 36 else rest
        rest *= 2
        rest = rest - 37 if rest > 36 else rest
    return ALNUM[(37 - rest) % 36]


def fits(number):
    """The formats a number fits wholly, and those it fits but for its check character."""
    whole, but_check = [], []
    for name, patterns in PATTERNS.items():
        for pattern in patterns:
            found = pattern.fullmatch(number)
            if not found:
                continue
            rule = FORMATS[name].get("check")
            if not rule or expected(rule, found["body"]) == found["check"]:
                whole.append(name)
                break
            if may_answer(rule, found["check"]):
                but_check.append(name)
    return whole, [name for name in dict.fromkeys(but_check) if name not in whole]


def may_answer(rule, char):
    name = re.match(r"\w+", rule)[0]
    return char in {"mod7": "0123456", "mod23": "TRWAGMYFPDXBNJZSQVHLCKE", "mod37": ALNUM}.get(name, "0123456789")


def normal(text):
    """The normal form and the fault."""
    text = unicodedata.normalize("NFKC", text or "")
    text = re.sub(r'^\s*=\s*"(.*)"\s*$', r"\1", text)
    text = re.sub(r"[\t-\r\x85]", "", text)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Zs", "Zl", "Zp", "Cf", "Pd"))
    text = text.replace("−", "").strip("'\"`‘’“”")
    if re.fullmatch(r"[0-9]+(\.[0-9]+){2,}", text):
        text = text.replace(".", "")
    if re.fullmatch(r"[0-9]([.,][0-9]*)?[Ee]\+?[0-9]{1,3}|[0-9]+([.,][0-9]*)?[Ee]\+[0-9]{1,3}", text):
        return text.upper(), "mangled"
    if re.fullmatch(r"#(REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|#+)", text.upper()):
        return text.upper(), "mangled"
    whole = re.fullmatch(r"([0-9]+)[.,]0+", text)
    if whole and (len(whole[1]) > 16 or (len(whole[1]) == 16 and int(whole[1]) > 2**53)):
        return text.upper(), "mangled"
    text = whole[1] if whole else text
    word = "".join(c for c in text.lower() if unicodedata.category(c)[0] in "LN")
    if re.fullmatch(r"[!-/:-@\[-`{-~]*", text) or word in WORDS or re.fullmatch("0+|x+", word):
        return None, "empty"
    return text.upper(), None if re.fullmatch("[0-9A-Za-z]+", text) else "bad_characters"


def accepted(slug):
    patterns = [re.escape(pattern).replace(r"\*", ".*") for pattern in CARRIERS[slug].get("accepts", [])]
    return {
        name
        for name, entry in FORMATS.items()
        if entry["carrier"] == slug or any(re.fullmatch(pattern, name) for pattern in patterns)
    }


def strongest(names):
    return min((RANK.index(FORMATS[name]["evidence"]) for name in names), default=9)


def judge(number, slug):
    """Status, formats and the other carrier of a number in its normal form."""
    whole, but_check = fits(number)
    rank = lambda name: RANK.index(FORMATS[name]["evidence"])  # noqa: E731
    surest = lambda name: (rank(name), ["high", "medium", "low"].index(FORMATS[name]["confidence"]))  # noqa: E731
    whole.sort(key=surest), but_check.sort(key=surest)
    if slug not in CARRIERS:
        if strongest(but_check) == 0 and strongest(whole) >= 3:
            return "check_digit_wrong", but_check, None
        if not whole:
            return "unknown_format", [], None
        thin = {name for name in whole if rank(name) == 2 and FORMATS[name]["confidence"] != "high"}
        alone = {name: 3 if name in thin else rank(name) for name in whole}
        best = {name for name in whole if alone[name] == min(alone.values())}
        if not any(best <= accepted(FORMATS[name]["carrier"]) for name in best):
            return "ambiguous", whole, None
        return "ok" if min(alone.values()) in (0, 2) else "ok_unchecked", whole, None
    own = [name for name in whole if name in accepted(slug)]
    slips = [name for name in but_check if name in accepted(slug)]
    if own and not (strongest(slips) == 0 and strongest(own) == 3):
        return "ok" if any("check" in FORMATS[name] for name in own) else "ok_unchecked", whole, None
    if not own and strongest(whole) == 0:
        return "other_carrier", whole, FORMATS[whole[0]]["carrier"]
    if slips:
        return "check_digit_wrong", slips, None
    if slug not in {entry["carrier"] for entry in FORMATS.values()}:
        return "ok_unchecked", whole, None
    if strongest(whole) == 1:
        return "other_carrier", whole, FORMATS[whole[0]]["carrier"]
    theirs = [name for name in but_check if begins_with_letters(name)]
    if theirs:
        return "other_carrier", theirs, FORMATS[theirs[0]]["carrier"]
    return "unknown_format", whole, None


def begins_with_letters(name):
    return all(re.match("(?=[0-9]*[A-Z])[0-9A-Z]{2}", shape.replace("(", "")) for shape in FORMATS[name]["shapes"])


def may_have_lost_zeros(number, slug):
    for name in accepted(slug):
        for begin in FORMATS[name].get("zeros", []):
            whole = "0" * (len(begin) - len(begin.lstrip("0"))) + number
            if whole.startswith(begin) and judge(whole, slug)[0] == "ok" and name in judge(whole, slug)[1]:
                return True
    return False


def status(text, slug):
    """What ``vtr_lib.tracking.check.statuses`` says of one number: normalised, status, formats, looks_like."""
    number, fault = normal(text)
    if fault:
        return number, fault, "", None
    found, formats, other = judge(number, slug)
    is_mistyped = found == "check_digit_wrong" or (formats and formats[0] in fits(number)[1])
    checked = not is_mistyped and any("check" in FORMATS[name] for name in formats)
    if re.fullmatch("[0-9]{18,40}", number):
        only_zeros = not number[15:].strip("0")
        if only_zeros and (len(number) >= 22 or not checked):
            return number, "mangled", "", None
        if len(number) >= 21 and number[0] != "0" and not checked and int(float(number)) == int(number):
            return number, "mangled", "", None
    may_lack_zeros = found == "unknown_format" and slug in CARRIERS and re.fullmatch("[1-9][0-9]+", number)
    if may_lack_zeros and may_have_lost_zeros(number, slug):
        return number, "mangled", "", None
    return number, found, ",".join(formats), other
