"""``python -m vtr_lib`` is the ``vtr`` command."""

from vtr_lib.cli import main

raise SystemExit(main())
