import random

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib.errors import DataError
from vtr_lib.tracking import check
from vtr_lib.tracking.carriers import carriers
from vtr_lib.tracking.check import STATUSES, statuses
from vtr_lib.tracking.formats import formats

# Bodies made up here; the check characters come from the slow twin.
SERIAL = "94001999" + "0123456789012"


def status_of(number, carrier=None):
    return statuses(pl.Series([number], dtype=pl.String), pl.Series([carrier], dtype=pl.String)).row(0, named=True)


@pytest.fixture(scope="session")
def numbers(twin):
    """Well-formed made-up numbers by the name of their kind."""
    gs1 = "mod10(3,1)"
    end = {
        "impb": (SERIAL, gs1),
        "impb26": ("9274" + "0123456789" * 2 + "7", gs1),
        "1z": ("999AA1012345678", "mod10(1,2)"),
        "fedex": ("98657878885", "mod11(1,3,7)"),
        "fedex15": ("04144176022896", gs1),
        "fedex34": ("0098657878885", "mod11(1,3,7)"),
        "canada": ("007393800054929", gs1),
        "dhl": ("331881002", "mod7"),
        "paket": ("0034043400000012345", gs1),
        "ontrac": ("C1103150000187", "mod10(2,1)"),
        "economy": ("6129999882082117181", gs1 + " before 92"),
        "purolator": ("32059546393", "luhn"),
        "impb92": ("92612999" + "0123456789012", gs1),
        "pro": ("0729999999", "luhn"),
        "correos23": ("9300500108169080133940", gs1),
        "nordic": ("0057399999990350324", gs1),
        "slip": ("99998765432", "mod7"),
    }
    made = {name: body + twin.expected(rule, body) for name, (body, rule) in end.items()}
    made["1z"] = "1Z" + made["1z"]
    made["zip"] = "42090210" + made["impb"]
    made["zip9"] = "420902101234" + made["impb"]
    made["fedex34"] = "1001999999999999" + "0000" + made["fedex34"]
    serial = "12345678"
    for country in ("CN", "US", "GB", "SG", "MD", "YP"):
        made[country] = f"LB{serial}{twin.expected('s10', serial)}{country}"
    return made


@pytest.mark.parametrize(
    ("kind", "carrier", "status"),
    [
        ("1z", "ups", "ok"),
        ("1z", "usps", "other_carrier"),
        ("1z", "ups-mail-innovations", "ok"),
        ("1z", None, "ok"),
        ("1z", "unknown", "ok"),
        ("1z", "truck", "other_carrier"),
        ("impb", "usps", "ok"),
        ("zip", "usps", "ok"),
        ("zip9", "usps", "ok"),
        ("impb26", "usps", "ok"),
        ("impb", "osm", "ok"),
        ("impb", "fedex-smartpost", "ok"),
        ("impb", "dhl-ecommerce", "ok"),
        ("impb", "yunexpress", "ok"),
        ("impb", "ups", "other_carrier"),
        ("impb", "fedex", "other_carrier"),
        ("impb26", "ups", "ok"),
        ("CN", "china-post", "ok"),
        ("CN", "usps", "ok"),
        ("CN", "yanwen", "ok"),
        ("CN", "canada-post", "ok"),
        ("CN", "ups", "other_carrier"),
        ("MD", "usps", "ok"),
        ("MD", "fedex", "other_carrier"),
        ("SG", "dhl-ecommerce", "ok"),
        ("GB", "parcelforce", "ok"),
        ("YP", "yanwen", "ok"),
        ("YP", "usps", "other_carrier"),
        ("fedex", "fedex", "ok"),
        ("fedex", "ups", "unknown_format"),
        ("fedex15", "fedex", "ok"),
        ("fedex34", "fedex", "ok"),
        ("economy", "fedex-smartpost", "ok"),
        ("economy", "fedex", "ok"),
        ("canada", "canada-post", "ok"),
        ("dhl", "dhl-express", "ok"),
        ("dhl", "ups", "unknown_format"),
        ("paket", "dhl-paket", "ok"),
        ("paket", "dhl-express", "ok"),
        ("paket", "ups", "other_carrier"),
        ("ontrac", "lasership", "ok"),
        ("ontrac", "ups", "other_carrier"),
        ("purolator", "purolator", "ok"),
        ("impb92", "dhl-express", "ok"),  # who writes DHL may mean DHL eCommerce
        ("impb", "dhl-express", "other_carrier"),
        ("CN", "dhl-express", "ok"),
        ("pro", "old-dominion", "ok"),
        ("pro", "ups", "unknown_format"),
        ("correos23", "correos", "ok"),
        ("nordic", "postnord", "ok"),
        ("slip", "yamato", "ok"),
        ("slip", "sagawa", "ok"),
        ("slip", "japan-post", "ok"),
    ],
)
def test_well_formed(numbers, kind, carrier, status):
    assert status_of(numbers[kind], carrier)["status"] == status


@pytest.mark.parametrize(
    ("number", "carrier", "status", "looks_like"),
    [
        ("TBA502887274000", "amazon-logistics", "ok_unchecked", None),
        ("TBA502887274000", None, "ok_unchecked", None),
        ("TBA502887274000", "ups", "other_carrier", "amazon-logistics"),
        ("TBA502887274000", "osm", "ok_unchecked", None),  # none of its own to go by, and only a prefix
        ("TBA50288727400", "amazon-logistics", "unknown_format", None),
        ("YT2229521272164446", "yunexpress", "ok_unchecked", None),
        ("YT2229521272164446", "usps", "other_carrier", "yunexpress"),
        ("1LS717793482164", "ontrac", "ok_unchecked", None),
        ("GFUS01011884214464", "yunexpress", "ok_unchecked", None),
        ("GFUS01011884214464", "speedx", "other_carrier", "gofo"),
        ("JJD0002257639032011", "yodel", "ok_unchecked", None),
        ("JJD0002257639032011", "dhl-express", "ok_unchecked", None),
        ("JJD0002257639032011", None, "ambiguous", None),
        ("SF1234567890123", "sf-express", "ok_unchecked", None),
        ("4PX3000000000000CN", "4px", "ok_unchecked", None),
        ("LP00123456789012", "cainiao", "ok_unchecked", None),
        ("12345678901234", "dpd", "ok_unchecked", None),
        ("250999999999999", "dpd", "ok_unchecked", None),
        ("251999999999999", "dpd", "check_digit_wrong", None),
        ("87099999999999", "colissimo", "ok_unchecked", None),
        ("87199999999999", "colissimo", "unknown_format", None),
        ("D999002440000001718010", "canpar", "ok_unchecked", None),
        ("D999002440000001718010", "ups", "unknown_format", None),
        ("M999002440000001718010", "canpar", "unknown_format", None),
        ("LTN99907623N1", "landmark", "ok_unchecked", None),
        ("LTN999076231", "landmark", "ok_unchecked", None),
        ("LTN99907623N2", "landmark", "unknown_format", None),
        ("LTN99907623N1", "ups", "other_carrier", "landmark"),
        ("SP999692450001607639", "spee-dee", "ok_unchecked", None),
        ("SP99969245000160763", "spee-dee", "unknown_format", None),
        ("JJD999030214008000129555645", "dhl-paket", "ok_unchecked", None),
        ("JJD9990302140080001295556450", "dhl-paket", "unknown_format", None),
        ("CH9990000001", "amazon-logistics", "ok_unchecked", None),
        ("ASHK99923456789011", "asendia", "ok_unchecked", None),
        ("3SAB89991658823", "postnl", "ok_unchecked", None),
        ("3S8AB9991658823", "postnl", "unknown_format", None),
        ("323299341159927516101030", "bpost", "ok_unchecked", None),
        ("323399341159927516101030", "bpost", "unknown_format", None),
        ("323207999302121426", "bpost", "ok_unchecked", None),
        ("333207999302121426", "bpost", "unknown_format", None),
        ("99971563697SE", "postnord", "ok_unchecked", None),
        ("99971563697NO", "postnord", "unknown_format", None),
        ("1099236513864670170531", "austrian-post", "ok_unchecked", None),
        ("1199236513864670170531", "austrian-post", "unknown_format", None),
        ("6099942557191", "korea-post", "ok_unchecked", None),
        ("7099942557191", "korea-post", "unknown_format", None),
        ("MYPM99900000015", "malaysia-post", "ok_unchecked", None),
        ("8299900000", "usps", "ok_unchecked", None),
        ("8399900000", "usps", "unknown_format", None),
        ("98.99.223344.55667788", "swiss-post", "ok_unchecked", None),
        ("123456789012345678901234567890", "usps", "unknown_format", None),
        ("HELLOWORLD", "usps", "unknown_format", None),
        ("HELLOWORLD", "osm", "ok_unchecked", None),
        ("HELLOWORLD", "saia", "ok_unchecked", None),
        ("HELLOWORLD", None, "unknown_format", None),
        ("HELLOWORLD", "no-such-slug", "unknown_format", None),
    ],
)
def test_without_check_digit(number, carrier, status, looks_like):
    found = status_of(number, carrier)
    assert (found["status"], found["looks_like"]) == (status, looks_like)


def test_the_other_carrier_is_named(numbers):
    assert status_of(numbers["1z"], "usps")["looks_like"] == "ups"
    assert status_of(numbers["impb"], "ups")["looks_like"] == "usps"
    assert status_of(numbers["MD"], "fedex")["looks_like"] == "foreign-post"


def test_a_mistyped_number_of_usps_is_not_one_of_fedex(twin):
    """Only numbers that begin with a service code of USPS are printed without their 92."""
    for begin, fits in (("61", True), ("03", False)):
        body = begin + "07999000523483742"[:17]
        number = body + twin.expected("mod10(3,1) before 92", body)
        assert ("fedex-economy-20" in status_of(number)["formats"]) == fits


def test_formats_are_named_strongest_first(numbers):
    assert status_of(numbers["purolator"])["formats"].split(",")[0] == "purolator-12"
    assert status_of(numbers["zip"], "usps")["formats"] == "usps-impb-94"
    assert status_of(numbers["fedex"], "fedex")["formats"].split(",")[0] == "fedex-12"
    assert status_of("HELLOWORLD", "usps")["formats"] == ""


@pytest.mark.parametrize("kind", ["impb", "impb26", "fedex15", "canada", "paket", "purolator"])
def test_every_single_wrong_digit_is_seen(numbers, kind):
    """Weights 3 and 1 by ten and Luhn's rule miss no single digit; only digits they cover are changed here."""
    number = numbers[kind]
    owner = {"impb": "usps", "impb26": "usps", "fedex15": "fedex", "canada": "canada-post", "paket": "dhl-paket"}
    carrier = owner.get(kind, kind)
    first = {"impb": 2, "impb26": 2, "paket": 8, "purolator": 1}.get(kind, 0)
    wrong = [
        number[:at] + digit + number[at + 1 :]
        for at in range(first, len(number))
        for digit in "0123456789"
        if digit != number[at]
    ]
    found = statuses(pl.Series(wrong), pl.Series([carrier] * len(wrong)))
    assert "ok" not in found["status"]
    assert found["status"].value_counts().sort("count")["status"][-1] == "check_digit_wrong"


def test_a_swap_is_seen_unless_the_digits_differ_by_five(numbers):
    number = numbers["impb"]
    for at in range(2, len(number) - 1):
        one, two = number[at], number[at + 1]
        swapped = number[:at] + two + one + number[at + 2 :]
        is_seen = status_of(swapped, "usps")["status"] == "check_digit_wrong"
        assert is_seen == ((int(one) - int(two)) % 5 != 0)


def test_zip_is_not_covered_by_the_check_digit(numbers):
    assert status_of("42010001" + numbers["impb"], "usps")["status"] == "ok"


def test_a_mistyped_prefixed_number_is_seen_without_a_carrier(numbers):
    wrong = numbers["1z"][:-1] + str((int(numbers["1z"][-1]) + 1) % 10)
    assert status_of(wrong)["status"] == "check_digit_wrong"
    assert status_of(wrong, "ups")["status"] == "check_digit_wrong"


def test_a_mistyped_number_accuses_only_by_letters_in_front(numbers):
    def mistyped(kind, at=-1):
        number = list(numbers[kind])
        number[at] = str((int(number[at]) + 1) % 10)
        return "".join(number)

    found = status_of(mistyped("1z"), "usps")
    assert (found["status"], found["formats"], found["looks_like"]) == ("other_carrier", "ups-1z", "ups")
    assert status_of(mistyped("1z"), "truck")["status"] == "ok_unchecked", "a carrier with no format of its own"
    assert status_of(mistyped("1z"), "ups-mail-innovations")["status"] == "check_digit_wrong"
    assert status_of(mistyped("impb"), "ups")["status"] == "unknown_format", "digits in front may be anybody's"
    assert status_of(mistyped("ontrac"), "ups")["status"] == "unknown_format", "one letter is too little"
    assert status_of(mistyped("CN", -3), "ups")["status"] == "unknown_format", "the letters stand behind"


@pytest.mark.parametrize(
    ("number", "carrier", "status"),
    [
        ("9400111899223190000000", "usps", "mangled"),  # all after the fifteenth digit is zero
        ("9400111899223190000000", None, "mangled"),
        ("9400111899223191000000", "usps", "check_digit_wrong"),
        ("123456789012345000", "usps", "mangled"),
        ("12345678901234500", "usps", "unknown_format"),  # two zeros are too few to say so
        (str(int(float("9400111201080805483019"))), "usps", "mangled"),
        ("41441760228964", "fedex", "mangled"),  # 041441760228964 holds
        ("41441760228965", "fedex", "unknown_format"),
        ("73938000549297", "canada-post", "mangled"),  # two zeros lost
        ("307179000052348374", "usps", "unknown_format"),
        ("3071790000523483741", "usps", "mangled"),  # 03071790000523483741 holds
        ("39813852990618", "fedex", "mangled"),
        ("39813852990618", "fedex-smartpost", "mangled"),
        ("39813852990618", "ups", "unknown_format"),
        ("2931503799192766595", "fedex-smartpost", "mangled"),
    ],
)
def test_lost_digits(number, carrier, status):
    assert status_of(number, carrier)["status"] == status


def test_lost_digits_outweigh_a_check_digit_that_happens_to_hold(twin):
    def lucky(zeros):
        tries = (f"70011189922319{digit}" + "0" * zeros for digit in range(10))
        return next(number for number in tries if twin.expected("mod10(3,1)", number[:-1]) == "0")

    assert status_of("42090210" + "94" + lucky(5)[2:] + "00", "usps")["status"] != "mangled", "the zeros come too late"
    assert status_of(lucky(5), "usps")["status"] == "ok", "five zeros may be chance"
    assert status_of("94" + lucky(7)[2:], "usps")["status"] == "mangled", "seven hardly"


def test_a_number_cut_off_has_not_lost_its_zeros():
    """Two zeros before 18 digits make a USPS-20 of one in ten; so do other lengths with other carriers' formats."""
    for body in range(300):
        cut_off = f"94001999446813{body:03}7"
        assert status_of(cut_off, "usps")["status"] == "unknown_format"
        assert suggestions_for(cut_off, "USPS") is None
    for carrier, digits in (("usps", 19), ("fedex", 14), ("fedex", 11), ("canada-post", 15), ("dhl-express", 9)):
        cut_off = [f"98{body:04}".ljust(digits, "7") for body in range(300)]
        assert "mangled" not in statuses(pl.Series(cut_off), pl.Series([carrier] * 300))["status"]


def test_faults_come_before_formats():
    found = statuses(pl.Series(["N/A", "9.4E+21", "单号", "a" * 5000]), pl.Series(["ups"] * 4))
    assert found["status"].to_list() == ["empty", "mangled", "bad_characters", "unknown_format"]
    assert found["normalised"].to_list() == [None, "9.4E+21", "单号", "A" * 5000]
    assert found["formats"].to_list() == [""] * 4
    assert found["looks_like"].to_list() == [None] * 4


def test_empty_and_null_series():
    nothing = statuses(pl.Series([], dtype=pl.String), pl.Series([], dtype=pl.String))
    assert nothing.schema == dict.fromkeys(("normalised", "status", "formats", "looks_like"), pl.String)
    assert nothing.height == 0
    assert statuses(pl.Series([None, None]), pl.Series([None, None]))["status"].to_list() == ["empty", "empty"]


def test_order_does_not_matter(numbers):
    given = [*numbers.values(), "N/A", None, "HELLOWORLD", "9E+21"] * 3
    carrier = (["usps", "ups", None, "fedex"] * len(given))[: len(given)]
    frame = pl.DataFrame({"t": given, "c": carrier}).with_row_index()
    mixed = frame.sample(fraction=1, shuffle=True, seed=7)
    found = statuses(frame["t"], frame["c"])
    again = statuses(mixed["t"], mixed["c"])[mixed["index"].arg_sort()]
    assert found.equals(again)
    assert statuses(frame["t"].slice(5, 9), frame["c"].slice(5, 9)).equals(found.slice(5, 9))


def test_no_length_alone_makes_ok():
    chance = random.Random(3)
    digits = ["".join(chance.choices("0123456789", k=length)) for length in range(8, 35) for _ in range(200)]
    for slug in (None, "usps", "ups", "fedex", "dhl-ecommerce", "dpd", "evri", "gls"):
        found = statuses(pl.Series(digits), pl.Series([slug] * len(digits), dtype=pl.String))
        checked = {entry.name for entry in formats() if entry.check}
        for names in found.filter(pl.col("status") == "ok")["formats"]:
            assert checked & set(names.split(","))


# ---------------------------------------------------------------- check(): frames and suggestions


def test_check_gives_back_the_kind_it_got(numbers):
    rows = {"tracking": [numbers["1z"], None], "carrier": ["UPS", "United States Postal Service"]}
    as_pandas = check(pd.DataFrame(rows, index=[7, 9]))
    assert isinstance(as_pandas, pd.DataFrame)
    assert list(as_pandas.columns) == ["tracking", "carrier", "status", "formats", "suggestion"]
    assert list(as_pandas.index) == [7, 9]
    as_polars = check(pl.DataFrame(rows))
    assert isinstance(as_polars, pl.DataFrame)
    assert as_polars["status"].to_list() == list(as_pandas["status"]) == ["ok", "empty"]
    assert as_polars["carrier"].to_list() == rows["carrier"], "as given, not as a slug"


def test_check_reads_other_columns_and_other_types(numbers):
    frame = pd.DataFrame({"no": [9400111899223190000000, 9.4e21, float("nan"), None, 4123.0, "x"], "by": ["USPS"] * 6})
    assert list(check(frame, "no", "by")["status"])[:4] == ["mangled", "mangled", "empty", "empty"]
    assert check(pl.DataFrame({"tracking": [331881002, 12]}))["status"].to_list() == [
        "unknown_format",
        "unknown_format",
    ]
    assert check(pl.DataFrame({"tracking": [numbers["1z"]]}))["carrier"].to_list() == [None]
    with pytest.raises(DataError) as caught:
        check(pl.DataFrame({"number": ["1"]}))
    assert caught.value.code == "MISSING_COLUMN"


def suggestions_for(number, carrier):
    return check(pl.DataFrame({"tracking": [number], "carrier": [carrier]}))["suggestion"][0]


def test_a_typo_gets_well_formed_neighbours(numbers):
    number = numbers["impb"]
    wrong = number[:9] + str((int(number[9]) + 1) % 10) + number[10:]
    near = suggestions_for(wrong, "USPS").split(",")
    assert 1 <= len(near) <= 3
    for one in near:
        assert status_of(one, "usps")["status"] == "ok"
        differ = [at for at in range(22) if one[at] != wrong[at]]
        assert len(differ) == 1 or (len(differ) == 2 and one[differ[0]] == wrong[differ[1]])


@pytest.mark.parametrize(
    ("wrong", "carrier", "suggestion"),
    [
        ("Z1999AA10123456784", "ups", "1Z999AA10123456784"),
        ("IZ999AA10123456784", "ups", "1Z999AA10123456784"),
        ("BTA502887274000", "amazon", "TBA502887274000"),
        ("TBA5O288727400O", "amazon", None),  # taking both letters for digits would break its own prefix
        ("41441760228964", "fedex", "041441760228964"),
        ("73938000549297", "Canada Post", "0073938000549297"),
        ("1Z999AA10123456784", "fedex", "UPS"),
        ("1Z999AA10123456784", "ups", None),
        ("HELLOWORLD", "ups", None),
        ("9.4E+21", "usps", None),
        ("N/A", "usps", None),
    ],
)
def test_suggestion(wrong, carrier, suggestion):
    assert suggestions_for(wrong, carrier) == suggestion


def test_letters_for_digits(numbers):
    assert suggestions_for(numbers["impb"].replace("0", "O"), "USPS") == numbers["impb"]


def test_suggestions_come_in_the_order_of_rows(numbers):
    wrong = [numbers["1z"][:-1] + "0", numbers["impb"], numbers["impb"][:-1] + "9", numbers["CN"]] * 700
    found = check(pl.DataFrame({"tracking": wrong, "carrier": ["ups", "usps", "usps", "ups"] * 700}))
    few = check(pl.DataFrame({"tracking": wrong[:4], "carrier": ["ups", "usps", "usps", "ups"]}))
    assert found["suggestion"].to_list() == few["suggestion"].to_list() * 700


# ---------------------------------------------------------------- the twin


@st.composite
def shaped(draw):
    """A number of some format, its check character drawn or right, perhaps spoilt."""
    template = draw(st.sampled_from([template for entry in formats() for template in entry.templates]))
    return "".join(draw(st.sampled_from(chars)) for chars in template.places)


# Not all of Unicode: two programs may hold different versions of it.
SIGNS = "".join(map(chr, range(32, 127))) + "\t\n\x00\u00a0\u00ad\u200b\u202e\u3000–−’“”＝＂０９ＡｚéßµⅧ²№单号无なし★📦"

SPOILT = [
    lambda text, at: text,
    lambda text, at: text.lower(),
    lambda text, at: f" {text[:at]}-{text[at:]}\u00a0",
    lambda text, at: text[:at] + text[at + 1 :],
    lambda text, at: text[:at] + "0" + text[at:],
    lambda text, at: text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
    lambda text, at: f'="{text}"',
    lambda text, at: f"'{text}.0",
    lambda text, at: text.lstrip("0"),
    lambda text, at: text[:15] + "0" * len(text[15:]),
    lambda text, at: f"{text[:1]}.{text[1:4]}E+{at}",
    lambda text, at: text[:at] + "★" + text[at:],
    lambda text, at: str(int(float(text))) if text.isdigit() else text,
]


def with_right_check(text, twin, entry):
    for pattern in twin.PATTERNS[entry.name]:
        found = pattern.fullmatch(text)
        if found and entry.check:
            rule = twin.FORMATS[entry.name]["check"]
            return text[: found.start("check")] + twin.expected(rule, found["body"]) + text[found.end("check") :]
    return text


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(shaped(), st.text(SIGNS, max_size=45), st.none(), st.from_regex("[0-9]{8,34}", fullmatch=True)),
            st.sampled_from(SPOILT),
            st.integers(0, 25),
            st.sampled_from([None, "unknown", "nobody", *carriers()]),
        ),
        max_size=25,
    )
)
def test_the_engine_agrees_with_its_slow_twin(twin, rows):
    numbers = [None if text is None else spoil(text, at) for text, spoil, at, _ in rows]
    slugs = [slug for *_, slug in rows]
    found = statuses(pl.Series(numbers, dtype=pl.String), pl.Series(slugs, dtype=pl.String))
    assert found.rows() == [twin.status(number, slug) for number, slug in zip(numbers, slugs, strict=True)]


def test_every_format_is_met_by_a_right_number(twin):
    chance = random.Random(11)
    for entry in formats():
        for template in entry.templates:
            text = "".join(chance.choice(chars) for chars in template.places)
            number = with_right_check(text, twin, entry)
            found = status_of(number, entry.carrier)
            assert found["status"] in STATUSES
            assert entry.name in twin.fits(number)[0]
            if found["status"] not in ("mangled", "empty"):
                assert entry.name in found["formats"].split(","), number
                assert found["status"] == "ok" if entry.check else found["status"] in ("ok", "ok_unchecked"), number


def test_a_mistyped_number_gets_its_own_suggestion_wherever_it_stands(numbers):
    swapped, other = numbers["impb"][:-2] + numbers["impb"][:-3:-1], numbers["fedex"][:-1] + "X"
    given = [(swapped, "USPS"), (other, "FedEx"), (swapped, "UPS"), (swapped, None), (swapped, "USPS")]
    together = check(pl.DataFrame(given, ["tracking", "carrier"], orient="row"))
    alone = [check(pl.DataFrame([row], {"tracking": pl.String, "carrier": pl.String}, orient="row")) for row in given]
    assert together.rows() == [frame.row(0) for frame in alone]
    assert together["suggestion"][0] == together["suggestion"][4] != together["suggestion"][2]
