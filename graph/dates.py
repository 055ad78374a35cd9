"""Dates and periods as text: the last day they cover, for comparison."""

from __future__ import annotations

import calendar


def last_day(text: str) -> str:
    """The last day of a date or period, as YYYY-MM-DD.

    >>> [last_day(t) for t in ("2024", "2025-H1", "2025-Q3", "2024-02", "2025-06-30")]
    ['2024-12-31', '2025-06-30', '2025-09-30', '2024-02-29', '2025-06-30']
    """
    year, _, rest = text.partition("-")
    if len(rest) == 5:
        return text
    month = 12
    if rest.startswith("H"):
        month = 6 * int(rest[1])
    elif rest.startswith("Q"):
        month = 3 * int(rest[1])
    elif rest:
        month = int(rest)
    return f"{year}-{month:02d}-{calendar.monthrange(int(year), month)[1]:02d}"
