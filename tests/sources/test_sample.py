"""The sample store as an oracle: what the story sent is what the readers find in its files."""

import pytest

from vtr_lib.sample import write
from vtr_lib.sample.orders import orders
from vtr_lib.sources import containers, recognise
from vtr_lib.sources.assemble import assemble

ZONE, PACKAGES, SEED = "America/Los_Angeles", 800, 7


@pytest.fixture(scope="module")
def readings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write(folder, PACKAGES, SEED)
    return [recognise.read(source, zone=ZONE) for source in containers.found(folder)]


@pytest.fixture(scope="module")
def made(readings):
    parts = {}
    for reading in readings:
        for table, rows in reading.tables.items():
            parts.setdefault(table, []).append(rows)
    return assemble(parts, store="sample", marketplace="US", zone=ZONE)


@pytest.fixture(scope="module")
def story():
    return list(orders(PACKAGES, SEED))


def test_every_file_is_read_and_nothing_is_set_aside(readings):
    for reading in readings:
        assert reading.identity()["quarantined"] == 0
        assert not reading.faults
        assert not reading.unmapped
    assert len({reading.format for reading in readings}) == 8


def test_every_package_of_the_story_is_found(made, story):
    sent = [(order.order_id, package.uploaded) for order in story for package in order.packages]
    assert made.packages.height == len(sent)
    told = {(order, raw if raw != "NULL" else "") for order, raw in sent}
    found = made.packages["tracking_raw"].fill_null("")
    assert set(zip(made.packages["order_id"], found, strict=True)) == told


def test_origins_instants_and_values_are_those_of_the_story(made, story):
    found = {(row["order_id"], row["tracking_raw"] or ""): row for row in made.packages.to_dicts()}
    placed = 0
    for order in story:
        skus = [line.sku.sku for line in order.lines]
        for package in order.packages:
            row = found[order.order_id, package.uploaded.replace("NULL", "")]
            assert (row["origin"] or "") == package.origin
            assert row["is_prime"] == order.is_prime
            assert 0 <= package.confirmed - row["confirmed_at"].timestamp() < 86_400
            if len(order.lines) == 1 or (len(order.packages) == 1 and len(set(skus)) == len(skus)):
                assert row["value_cents"] == package.value
                placed += 1
    assert placed > PACKAGES * 0.9
