"""A seller's files → canonical tables, with a bucket for every line.

``recognise`` goes from a path to the format's module by what is in the file. A flat format is a ``flatfile.Layout``
(its columns, their spellings and kinds) and a few derived columns; a JSON format finds its ``records`` and flattens
one. ``containers`` opens files, folders, ZIP and gzip; ``flatfile``, ``documents`` (by ``objects`` and ``elements``),
``workbook`` and ``canonical`` are the only readers of bytes, ``cells`` the only reader of text. A flat file goes
``text`` → ``headings`` → ``encoding`` →
``rows`` → ``cells``, by a layout of ours or by the seller's own ``mapping``. Each format ends
in a ``Reading`` with intermediate tables (``tables``), which ``assemble`` joins over all files: ``order_items`` (what
was bought), ``packages`` (what was sent), ``shares`` (what is in which), ``scans``. What statuses and countries mean
is data.

A new format is one module with ``LAYOUTS`` or ``records``, and ``read``, named in ``recognise``.
"""
