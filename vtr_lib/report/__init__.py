"""From verdicts to what a reader sees, one way only::

    verdicts → summary (a plain dict) → tables, charts → notebooks' outputs → blocks, prose → pages → html → pdf
                                      → xlsx: the workbook

``month`` opens a store as of a day; ``summary``, and for an investigation its own module (``missing_updates``,
``late_shipment``), counts once and lays everything down as integers and strings. What comes after draws and counts
nothing. A notebook's cell calls one function that gives a table, a figure or a statement; papermill runs the notebook.

``blocks`` passes on of a cell's outputs what may stand on a page, ``prose`` of its Markdown; ``pages`` says on which
page by the cell's tag, ``html`` makes one file of them, and ``pdf`` prints that file with a ``browser`` of the machine.
So notebook, page and PDF can't disagree. ``revision`` tells what a new revision changed, beside the page of data
quality; ``front`` makes the pages that lead to the reports. ``phrases`` says numbers the same way everywhere,
``style`` and ``templates/`` are how it looks, and every sentence stands in the words files. A new chart is a function,
its words, and a cell, see CONTRIBUTING.md.
"""
