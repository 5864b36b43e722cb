"""The sample store: one made-up seller's raw files in the real formats, any size, byte-identical from a seed.

``story`` says what happens; ``season``, ``world``, ``shop`` and ``journeys`` make the ordinary packages, ``cases`` the
rare ones, ``deck`` deals those out, ``orders`` is the stream of it all, and ``files`` has one writer a format.
Nothing in the folder is anything a seller would not have, and nobody in it exists.
"""

from vtr_lib.sample.export import write

__all__ = ["write"]
