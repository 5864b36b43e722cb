"""What exactly is lacking where a package lacks scans: the parts of a family of clauses, each package in one."""

import polars as pl

PARTS = ("never", "label", "no_arrival", "no_delivery", "stuck", "too_late", "not_asked", "physical", "number")
FAMILIES = ("scan.", "unknown.")


def is_lacking_scans() -> pl.Expr:
    """Missed for lack of scans: by a clause of the scans, or because nobody can know of them."""
    return pl.any_horizontal(pl.col("clause").str.starts_with(family) for family in FAMILIES)


def has_flag(name: str) -> pl.Expr:
    """Whether a flag, or a clause beside the one that decided, stands in ``flags``."""
    return _beside(";").str.contains(f";{name};", literal=True)


def has_faulty_number() -> pl.Expr:
    """Whether a clause of the numbers decided, or stands beside a package that is still pending."""
    is_beside = _beside().str.contains(";id.", literal=True)
    return pl.col("clause").str.starts_with("id.") | ((pl.col("state") == "pending") & is_beside)


def part() -> pl.Expr:
    """The part of each package that is missed for lack of scans or pending, one of ``PARTS``; null for all others.

    Read from ``state``, ``clause``, ``flags``, ``is_asked`` and ``recorded_at``. ``never``: no record at all;
    ``label``: records, and no physical scan; ``no_arrival`` and ``no_delivery``: one scan of two; ``stuck``: one of
    two, and silent for as long as the rule allows; ``too_late``; ``not_asked`` and ``physical``: nobody can know;
    ``number``: pending, with a number that must be put right first.
    """
    is_pending = pl.col("state") == "pending"
    clause = {
        name: (pl.col("clause") == name) | (is_pending & has_flag(name))
        for name in ("scan.none", "scan.no_arrival", "scan.no_delivery", "scan.too_late")
    }
    is_half = clause["scan.no_arrival"] | clause["scan.no_delivery"]
    return (
        pl.when(is_pending & has_faulty_number()).then(pl.lit("number"))
        .when((pl.col("clause") == "unknown.not_asked") | (is_pending & ~pl.col("is_asked"))).then(pl.lit("not_asked"))
        .when(pl.col("clause") == "unknown.physical").then(pl.lit("physical"))
        .when(clause["scan.none"] & pl.col("recorded_at").is_null()).then(pl.lit("never"))
        .when(clause["scan.none"]).then(pl.lit("label"))
        .when(is_half & has_flag("stuck")).then(pl.lit("stuck"))
        .when(clause["scan.no_arrival"]).then(pl.lit("no_arrival"))
        .when(clause["scan.no_delivery"]).then(pl.lit("no_delivery"))
        .when(clause["scan.too_late"]).then(pl.lit("too_late"))
        .when(is_pending).then(pl.lit("physical"))
    )  # fmt: skip


def _beside(end: str = "") -> pl.Expr:
    return pl.concat_str(pl.lit(";"), pl.col("flags").fill_null(""), pl.lit(end))
