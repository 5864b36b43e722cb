"""Laws of assembling: the slow twin finds the same packages, and how rows lie in files changes nothing."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.sources.assembling_twin import packages
from tests.sources.conftest import made

AT = datetime(2025, 1, 11, 18, tzinfo=UTC)
ORDERS = ["999-0000001-0000001", "999-0000001-0000002"]
SOURCE = ("source_file", "source_line")


def lines_of(order):
    """The lines of an order: a SKU each, with an id or none of them with one."""
    one = st.fixed_dictionaries({
        "quantity": st.integers(1, 3),
        "item_price_cents": st.one_of(st.none(), st.integers(0, 2000), st.integers(0, 2000)),
        "item_promotion_cents": st.one_of(st.none(), st.integers(0, 300)),
        "item_status": st.sampled_from(["Shipped", "Shipped", "Shipped", "Cancelled"]),
    })  # fmt: skip
    return st.tuples(st.booleans(), st.lists(one, max_size=3)).map(
        lambda drawn: [
            row | {"order_id": order, "order_item_id": f"{place}" if drawn[0] else None, "sku": "ABC"[place],
                   "currency": "USD", "source_file": "o", "source_line": place + 2}
            for place, row in enumerate(drawn[1])
        ]
    )  # fmt: skip


CONFIRMED = st.lists(
    st.tuples(
        st.sampled_from(ORDERS),
        st.sampled_from([None, "0", "1"]),  # no more items than an order may have lines
        st.one_of(st.none(), st.integers(1, 2)),
        st.sampled_from(["N1", "N2", "N3", None, "NULL"]),
        st.integers(0, 1),  # the upload
    ),
    max_size=7,
).map(
    lambda drawn: [
        {"order_id": order, "order_item_id": item, "quantity": quantity if item else None, "upload": upload,
         "shipped_at": AT + timedelta(hours=turn), "precision": "second", "carrier_raw": "USPS",
         "tracking_raw": None if number == "NULL" else number, "is_delete": number == "NULL",
         "source_file": f"c{upload}", "source_line": turn + 2}
        for turn, (order, item, quantity, number, upload) in enumerate(sorted(drawn, key=lambda row: row[-1]))
    ]
)  # fmt: skip
RECORDED = st.lists(
    st.tuples(
        st.sampled_from(ORDERS), st.sampled_from(["N1", "N2", "N4"]), st.sampled_from(["0", "1"]), st.integers(1, 2)
    ),
    max_size=4,
    unique_by=lambda row: row[:3],
).map(
    lambda drawn: [
        {"order_id": order, "order_item_id": item, "quantity": quantity, "tracking_raw": number, "package_ref": number,
         "confirmed_at": AT, "updated_at": AT + timedelta(days=9), "carrier_raw": "USPS", "source_file": "a",
         "source_line": ORDERS.index(order) + 1}
        for order, number, item, quantity in drawn
    ]
)  # fmt: skip
STORES = st.fixed_dictionaries({
    "lines": st.tuples(*map(lines_of, ORDERS)).map(lambda both: both[0] + both[1]),
    "confirmations": CONFIRMED,
    "api_packages": st.one_of(st.just([]), RECORDED),
})  # fmt: skip

# An order's only line, and two items as large as it confirmed: two equal lines, exported as one.
TWO_OF_ONE_LINE = {
    "lines": [{"order_id": ORDERS[0], "order_item_id": None, "sku": "A", "quantity": 1, "item_price_cents": 1,
               "item_promotion_cents": None, "item_status": "Shipped", "currency": "USD", "source_file": "o",
               "source_line": 2}],
    "confirmations": [
        {"order_id": ORDERS[0], "order_item_id": item, "quantity": 1, "upload": 0, "shipped_at": AT,
         "precision": "second", "carrier_raw": "USPS", "tracking_raw": "N1", "is_delete": False, "source_file": "c0",
         "source_line": turn} for turn, item in enumerate("01", 2)
    ],
    "api_packages": [],
}  # fmt: skip


def uploads(rows):
    """Rows as the files they are of."""
    return tuple(
        [{name: row[name] for name in row if name != "upload"} for row in rows if row["upload"] == upload]
        for upload in (0, 1)
    )


def assembled(store, **more):
    return made(order_lines=store["lines"], confirmations=uploads(store["confirmations"]),
                api_packages=store["api_packages"], **more)  # fmt: skip


def is_beyond(store):
    """More items of an order confirmed than it has lines: what equal lines are is a rule, and tested, of its own."""
    for order in ORDERS:
        lines = [row for row in store["lines"] if row["order_id"] == order]
        ids = {row["order_item_id"] for row in store["confirmations"] if row["order_id"] == order} - {None}
        if lines and lines[0]["order_item_id"] is None and len(ids) > len(lines):
            return True
    return False


def items_of_its_line(store, order):
    """How often an order's only line stood, as its confirmations name as many items of its size; else 1."""
    lines = [row for row in store["lines"] if row["order_id"] == order]
    stated = defaultdict(list)
    for row in store["confirmations"]:
        if row["order_id"] == order and row["order_item_id"]:
            stated[row["order_item_id"]].append(row["quantity"] or 0)
    if len(lines) != 1 or lines[0]["order_item_id"] or not stated:
        return 1
    return len(stated) if min(map(max, stated.values())) >= lines[0]["quantity"] else 1


@settings(max_examples=20, deadline=None)
@given(STORES.filter(lambda store: not is_beyond(store)))
def test_no_package_is_lost_or_doubled_against_the_slow_twin(store):
    found = assembled(store).packages
    assert found["package_id"].is_unique().all()
    values = {(order, number or ""): cents for order, number, cents in
              found.select("order_id", "tracking", "value_cents").rows()}  # fmt: skip
    assert len(values) == found.height
    assert values == packages(store["lines"], store["confirmations"], store["api_packages"])


@settings(max_examples=20, deadline=None)
@given(STORES, st.randoms(use_true_random=False))
def test_how_rows_lie_in_files_changes_nothing(store, chance):
    whole = assembled(store)

    def is_same(other):
        for name in ("packages", "items"):
            one, two = (getattr(each, name) for each in (whole, other))
            assert_frame_equal(one.drop(SOURCE, strict=False), two.drop(SOURCE, strict=False))
        assert whole.conflicts.drop("our_file", "our_line", "their_file", "their_line").equals(
            other.conflicts.drop("our_file", "our_line", "their_file", "their_line")
        )

    lines, recorded = store["lines"], store["api_packages"]
    first, second = uploads(store["confirmations"])
    is_same(assembled(store | {"lines": chance.sample(lines, len(lines)),
                               "api_packages": chance.sample(recorded, len(recorded))}))  # fmt: skip
    is_same(made(order_lines=(lines, lines), confirmations=(first, first, second, second),
                 api_packages=(recorded, recorded)))  # fmt: skip
    cut = chance.randint(0, len(lines))
    is_same(made(api_packages=recorded, confirmations=(first, second), order_lines=(lines[cut:], lines[:cut])))


@settings(max_examples=20, deadline=None)
@given(STORES)
@example(TWO_OF_ONE_LINE)
def test_shares_of_a_line_add_up_to_the_cent_or_leave_what_was_not_sent(store):
    found = assembled(store)
    orders = dict(found.packages.select("package_id", "order_id").rows())
    sent = Counter()
    for row in found.items.to_dicts():
        sent[orders[row["package_id"]], row["sku"]] += row["price_cents"] or 0
    prices = {(row["order_id"], row["sku"]): row["item_price_cents"] or 0 for row in store["lines"]}
    assert all(0 <= cents <= prices[key] * items_of_its_line(store, key[0]) for key, cents in sent.items())
