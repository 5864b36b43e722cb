"""From verdicts to what a reader sees, one way only::

    verdicts → summary (a plain dict) → tables, charts, trends → notebooks' outputs → html: the page
                                      → xlsx: the workbook

``month`` opens a store as of a day; ``summary`` counts once and lays everything down as integers and strings. What
comes after draws and counts nothing. A notebook's cell calls one function of ``tables``, ``charts`` or ``trends``;
papermill runs the notebook, and ``html`` builds the page out of the executed notebooks, so page and notebook can't
disagree. ``phrases`` says numbers the same way everywhere, ``style`` and ``templates/`` are how it looks, and every
sentence stands in the words files. A new chart is a function in ``charts``, its words, and a cell.
"""
