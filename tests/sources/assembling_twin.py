"""The slow twin of assembling: orders one by one, in plain Python, as ``docs/files.md`` tells it."""

from collections import defaultdict

REST = "~"  # what was not sent


def packages(lines: list[dict], confirmations: list[dict], api_packages: list[dict]) -> dict[tuple, int | None]:
    """Value by order and number (empty where there is none)."""
    found = {}
    for order in {row["order_id"] for row in (*confirmations, *api_packages)}:
        items = [row for row in lines if row["order_id"] == order and row["item_status"] != "Cancelled"]
        rows = [row for row in confirmations if row["order_id"] == order]
        standing = _standing(rows, sum(item["quantity"] for item in items) if items else None)
        answer = [row for row in api_packages if row["order_id"] == order]
        marks = {row["tracking_raw"] for row in answer}
        if answer:  # all confirmations of a test are older than Amazon's answer
            contents = answer
        else:
            contents, marks = standing, {row["tracking_raw"] or "" for row in standing}
        values = _values(items, contents)
        found |= {(order, mark): values.get(mark) for mark in marks}
    return found


def _standing(rows: list[dict], ordered: int | None) -> list[dict]:
    """The rows of an order that no later one overwrites or takes back, in their order."""
    last = {}
    for turn, row in enumerate(rows):
        row = row | {"turn": turn, "part": row["order_item_id"] or ""}
        key = (row["part"], row["tracking_raw"] or "", row["is_delete"])
        last.pop(key, None)
        last[key] = row
    rows = list(last.values())

    def is_taken_back(row):
        return any(
            other["is_delete"] and other["part"] in (row["part"], "") and other["turn"] > row["turn"] for other in rows
        )

    def is_restated(row):
        return row["is_delete"] and any(o["part"] == row["part"] and o["turn"] > row["turn"] for o in rows)

    rows = [row for row in rows if not is_taken_back(row) and not is_restated(row)]
    whole = max((row["turn"] for row in rows if not row["part"]), default=-1)
    rows = [row for row in rows if row["turn"] >= whole]
    by_part = defaultdict(list)
    for row in reversed(rows):
        by_part[row["part"]].append(row)
    ranked = sorted(
        ((newer, -row["turn"], row) for part in by_part.values() for newer, row in enumerate(part)),
        key=lambda each: each[:2],
    )
    kept, stated = [], 0
    for newer, _, row in ranked:
        if not row["part"]:
            continue
        amount = ordered if row["quantity"] is None else row["quantity"]
        stated += amount or 0
        fits = row["upload"] == by_part[row["part"]][0]["upload"] if ordered is None else stated <= ordered
        if newer == 0 or fits:
            kept.append(row)
    last = by_part[""][0] if by_part[""] else None
    is_some_left = (
        ordered is not None and sum(ordered if row["quantity"] is None else row["quantity"] for row in kept) < ordered
    )
    if last and (last["turn"] == max(row["turn"] for row in rows) or is_some_left):
        kept.append(last)
    return sorted(kept, key=lambda row: row["turn"])


def _values(items: list[dict], contents: list[dict]) -> dict[str, int | None]:
    """Value by number."""
    ids = {item["order_item_id"] for item in items} - {None}
    named = [row for row in contents if row["order_item_id"] in ids]
    others = [row for row in contents if row["order_item_id"] not in ids]
    pooled = [item for item in items if item["order_item_id"] not in {row["order_item_id"] for row in named}]
    is_open = any(row["quantity"] is None for row in others)
    ids_of = {row["tracking_raw"] or "": set() for row in contents}
    for row in contents:
        ids_of[row["tracking_raw"] or ""] |= {row["order_item_id"]} - {None}
    places = {mark: mark or "+".join(sorted(ids)) or "no-number" for mark, ids in ids_of.items()}
    parts = defaultdict(list)  # by number: what each item gives to it
    for item in items:
        weights = defaultdict(int)
        if item in pooled:
            for row in others:
                mark = row["tracking_raw"] or ""
                weights[mark] = 1 if is_open else weights[mark] + row["quantity"]
            whole = 0 if is_open else sum(each["quantity"] for each in pooled)
        else:
            for row in named:
                if row["order_item_id"] == item["order_item_id"]:
                    weights[row["tracking_raw"] or ""] += (
                        item["quantity"] if row["quantity"] is None else row["quantity"]
                    )
            whole = item["quantity"]
        if whole > sum(weights.values()):
            weights[REST] = whole - sum(weights.values())
        price, off = (_split(item[name], weights, places) for name in ("item_price_cents", "item_promotion_cents"))
        for mark in weights:
            parts[mark].append(None if price is None else price[mark] - (off or {}).get(mark, 0))
    return {mark: None if None in each else max(sum(each), 0) for mark, each in parts.items()}


def _split(cents: int | None, weights: dict[str, int], places: dict[str, str]) -> dict[str, int] | None:
    """Whole cents by weight: down, what is left to the largest rests, of equal ones to the first package id."""
    if cents is None:
        return None
    total = max(sum(weights.values()), 1)
    shares = {mark: cents * weight // total for mark, weight in weights.items()}
    order = sorted(weights, key=lambda mark: (-(cents * weights[mark] % total), mark == REST, places.get(mark)))
    for mark in order[: cents - sum(shares.values())]:
        shares[mark] += 1
    return shares
