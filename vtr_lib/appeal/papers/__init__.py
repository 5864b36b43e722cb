"""The papers a seller drops in ``data/evidence/``: read, told apart, and held against packages and units sold.

``reading.read`` opens them, ``kinds.of`` says what each is, ``matching.match`` which packages it speaks of,
``coverage`` which units sold its invoices and contracts cover.
"""
