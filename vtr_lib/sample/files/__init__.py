"""The seller's files, one writer a format; each takes the story order by order and keeps nothing of it.

A writer is made with the folder and the size of the store, is given every order by ``add`` and says by ``close``
which files it wrote.
"""
