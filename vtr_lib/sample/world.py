"""What the seller sells, from where, with whom: ``catalogue.toml`` and ``world.toml`` as Python values."""

import tomllib
from importlib import resources

from vtr_lib.sample.clock import HOUR
from vtr_lib.sample.dice import Urn
from vtr_lib.sample.model import Carrier, Lane, Place, Sku
from vtr_lib.sample.story import BAD_CATEGORY, LINE_CATEGORY


def _data(name: str) -> dict:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


_WORLD = _data("world.toml")


def _place(row: list, country: str) -> Place:
    city, state, postcode, hours = row
    return Place(city, state, postcode, int(hours * HOUR), country, _WORLD["alpha3"][country])


SKUS = [Sku(*row) for row in _data("catalogue.toml")["skus"]]
CARRIERS = {slug: Carrier(*row) for slug, row in _WORLD["carriers"].items()}
LANES = [Lane(*row) for row in _WORLD["lanes"]["rows"]]
WAREHOUSES = {country: _place(row, country) for country, row in _WORLD["warehouses"].items()}
TOWNS = [_place(row, "US") for row in _WORLD["towns"]["rows"]]
TOWNS_ABROAD = [_place(row, "CA") for row in _WORLD["abroad"]["rows"]]
SCAN_WORDS: dict[str, list[str]] = _WORLD["scans"]

BY_SKU = {sku.sku: sku for sku in SKUS}
ANY_SKU = Urn([(sku, sku.popular) for sku in SKUS])
ANY_SKU_OFF_THE_LINE = Urn([(sku, sku.popular) for sku in SKUS if sku.category != LINE_CATEGORY])
SKUS_OF = {origin: [sku for sku in SKUS if sku.origin == origin and sku.popular] for origin in WAREHOUSES}
LANES_OF = {origin: Urn([(lane, lane.share) for lane in LANES if lane.origin == origin]) for origin in WAREHOUSES}
LANES_OF_BAD = {
    origin: Urn([(lane, lane.share_in_bad) for lane in LANES if lane.origin == origin]) for origin in WAREHOUSES
}


def lanes(sku: Sku) -> Urn:
    """The ways a SKU may go, to draw from."""
    return (LANES_OF_BAD if sku.category == BAD_CATEGORY else LANES_OF)[sku.origin]


def lane(origin: str, carrier: str) -> Lane:
    """The first lane of a carrier from ``origin``."""
    return next(lane for lane in LANES if (lane.origin, lane.carrier) == (origin, carrier))
