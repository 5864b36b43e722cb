"""The kernel process of a notebook run: IPython's own, started without what only costs time.

``jsonschema`` imports ``rfc3987_syntax`` where it is installed, which parses a grammar for a second in every process,
for a format check of addresses no notebook has. Blocking that import is what ``jsonschema`` itself provides for.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)

if __name__ == "__main__":
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()
