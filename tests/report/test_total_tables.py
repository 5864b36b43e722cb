"""The whole store's rate in numbers: what its two figures draw."""

from datetime import date, timedelta

import polars as pl

from vtr_lib.report import charts, total_tables


def test_the_ends_of_the_band_and_the_point_are_the_rows(summary, words):
    window = summary["windows"]["confirmed"]
    table = total_tables.outcomes(summary, words)
    assert [(row[0].code, row[1], row[2]) for row in table.rows] == [
        (end, window[end]["valid"], window[end]["counted"]) for end in ("low", "rate", "high")
    ]
    low, now, high = table.rows
    assert low[1] == now[1] <= high[1]
    assert low[2] == high[2] == now[2] + window["states"]["pending"]
    band, point = charts.headline(summary, words).data
    assert tuple(band.customdata[0]) == (low[1], high[1], high[2])
    assert tuple(point.customdata[0]) == (now[1], now[2])


def test_windows_do_not_overlap(summary, words):
    last, length = date(2025, 1, 31), summary["policy"]["window_days"]
    days = [last - timedelta(days=back) for back in range(length + 1)]
    counts = {"valid": 94, "counted": 100, "defect": 5, "unknown": 1, "pending": 7}
    frame = pl.DataFrame([{"day": day} | counts for day in days])
    table = total_tables.rolling(frame, summary, words)
    assert [row[0] for row in table.rows] == [last, last - timedelta(days=length)]
    assert table.rows[0][2].look == "below"
    assert table.rows[0][3:] == (5, 1, 7)
    assert total_tables.rolling(frame.clear(), summary, words).rows == ()
