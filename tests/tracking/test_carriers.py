import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vtr_lib.errors import ConfigError
from vtr_lib.tracking.carriers import by_aftership, by_seventeen_track, carriers, key, nearest, parse, resolve, slug_of

FREIGHT = [
    "alliance-air-freight", "ajl-transport", "central-freight", "ceva", "conway", "crst", "custom-companies",
    "custom-global-logistics", "dayton", "dependable-highway-express", "dohrn", "forward-air", "geodis", "holland",
    "it-worldwide", "ltl", "metropolitan-warehouse", "midwest-motor-express", "new-penn", "old-dominion", "personal",
    "pitt-ohio", "priority1", "quadexpress", "trend-transport", "truck", "unified",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Yun Express", "yunexpress"),
        ("yun-express", "yunexpress"),
        ("YUNEXPRESS", "yunexpress"),
        ("ＹｕｎＥｘｐｒｅｓｓ", "yunexpress"),
        ("云途", "yunexpress"),
        ("USPS", "usps"),
        ("U.S. Postal Service", "usps"),
        ("UPSMI", "ups-mail-innovations"),
        ("FedEx SmartPost", "fedex-smartpost"),
        ("FedEx", "fedex"),
        ("Correos de España", "correos"),
        ("顺丰速运", "sf-express"),
        ("Con-way", "conway"),
        ("Truck", "truck"),
        ("Truck Lines", "unknown"),
        ("Dayton Freight", "unknown"),
        ("My Truck", "unknown"),
        ("Other", "unknown"),
        ("unknown", "unknown"),
        ("???", "unknown"),
        (" ", None),
        ("", None),
        (None, None),
    ],
)
def test_slug_of(text, slug):
    assert slug_of(text) == slug


def test_every_slug_and_name_is_its_own():
    for slug, carrier in carriers().items():
        assert slug_of(slug) == slug_of(carrier.name) == carrier.slug == slug
        assert all(slug_of(alias) == slug for alias in carrier.aliases)


def test_the_freight_list_is_whole_and_has_no_other_spellings():
    assert len(FREIGHT) == 27
    assert all(carriers()[slug].aliases == () for slug in FREIGHT)


@given(st.text())
def test_key_knows_no_case_and_no_punctuation(text):
    assert key(text) == key(f" {text}-") == key(key(text))


def test_resolve_keeps_order_and_nulls():
    names = pl.Series("carrier", ["UPS", None, "ups", "", "Nobody", "UPS"])
    assert resolve(names).to_list() == ["ups", None, "ups", None, "unknown", "ups"]
    assert resolve(pl.Series([], dtype=pl.String)).to_list() == []
    assert resolve(pl.Series([None, None])).to_list() == [None, None]


def test_outside_numbers():
    assert by_seventeen_track(21051) == "usps"
    assert by_seventeen_track(3013) == by_seventeen_track(3011) == "china-post"
    assert by_seventeen_track(1) == "unknown"
    assert by_aftership("dhl-global-mail") == "dhl-ecommerce"
    assert by_aftership("no-such-slug") == "unknown"


def test_nearest():
    assert nearest("Fedx")[0] == "FedEx"
    assert nearest("qqqqqqqq") == []


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("[a", "CARRIER_SYNTAX", None),
        ("[a]\naliases = ['b']", "CARRIER_NAME", "a"),
        ("[a]\nname = ' '", "CARRIER_NAME", "a"),
        ("[a]\nname = 'A'\nnick = 'b'", "CARRIER_KEY", "a.nick"),
        ("[a]\nname = 'A'\nseventeen_track = '1'", "CARRIER_VALUE", "a.seventeen_track"),
        ("[a]\nname = 'A'\naliases = [1]", "CARRIER_VALUE", "a.aliases"),
        ("[a]\nname = 'A'\naliases = ['The B']\n[b]\nname = 'the-b'", "CARRIER_TWICE", "b.aliases"),
        ("[a]\nname = 'A'\naftership = 'x'\n[b]\nname = 'B'\naftership = ['y', 'x']", "CARRIER_TWICE", "b.aftership"),
        ("[a]\nname = 'A'\naliases = ['Unknown']", "CARRIER_TWICE", "a"),
    ],
)
def test_a_bad_table_is_refused_by_place(text, code, column):
    with pytest.raises(ConfigError) as caught:
        parse(text, "mine.toml")
    assert (caught.value.code, caught.value.column, caught.value.file) == (code, column, "mine.toml")
    assert str(caught.value)
