"""The one place where sources and the store meet.

``files``    a seller's files into a store: what is read, passed over, refused
``tables``   a store's tables out of what its files gave, whole or where a batch touches them
``purge``    what is past its day, and goes
"""

from vtr_lib.ingest.files import Ingested, ingest, open_store

__all__ = ["Ingested", "ingest", "open_store"]
