"""The valid tracking rate of an Amazon seller's own shipments: judged, explained, reported."""

import sys

__version__ = "0.1.0"

# ``jsonschema`` imports ``rfc3987_syntax`` where it is installed, which parses a grammar for a second in every process
# that knows notebooks or figures, for a format check of addresses nothing here has. It provides for its absence itself.
sys.modules.setdefault("rfc3987_syntax", None)
