"""The one place where sources and the store meet.

``files``    a seller's files into a store: what is read, passed over, refused
``tables``   a store's tables out of what its files gave, whole or where a batch touches them
``orders``   what a store's files tell of its orders, sent or not
``purge``    what is past its day, and goes
"""

from vtr_lib.ingest.files import Ingested, ingest, open_store
from vtr_lib.ingest.orders import orders_of

__all__ = ["Ingested", "ingest", "open_store", "orders_of"]
