"""The rare things that happen in the story, each a few times: a ``Case`` is planted on days of its own.

``exempt``, ``numbers``, ``scans``, ``limits`` and ``paperwork`` hold the cases; ``deck`` deals them out over the days.
"""

from vtr_lib.sample.cases import exempt, limits, numbers, paperwork, scans

CASES = (*exempt.CASES, *numbers.CASES, *scans.CASES, *limits.CASES, *paperwork.CASES)
