"""What options take: numbers, dates, times and sizes, with an error in plain words."""

from __future__ import annotations

import argparse
import re


def order(text: str) -> int:
    """A size of groups, from 1 to 6."""
    try:
        value = int(text)
    except ValueError:
        value = 0
    if not 1 <= value <= 6:
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number from 1 to 6')
    return value


def draws(text: str) -> int:
    """How often inputs are drawn."""
    if not re.fullmatch(r"[0-9]{1,8}", text) or not 1 <= int(text) <= 10_000_000:
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number from 1 to 10000000')
    return int(text)


def order_or_all(text: str) -> int | None:
    """A size of groups, or all sizes."""
    return None if text == "all" else order(text)


def any_order_or_all(text: str) -> int | None:
    """A size of cut sets, however large, or all sizes."""
    if text == "all":
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number from 1, or "all"')
    return int(text)


def seconds(text: str) -> float:
    """A time in seconds: 60s, 5m, 1h."""
    return _in_units(text, {"": 1, "s": 1, "m": 60, "h": 3600}, "a time such as 60s, 5m or 1h")


def size_in_bytes(text: str) -> int:
    """A size in bytes: 500MB, 4GB."""
    return int(_in_units(text, {"MB": 10**6, "GB": 10**9}, "a size such as 500MB or 4GB"))


def _in_units(text: str, units: dict[str, int], what: str) -> float:
    match = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,12})?)([A-Za-z]*)", text)
    if match is None or match[2] not in units or float(match[1]) <= 0:
        raise argparse.ArgumentTypeError(f'"{text}" is not {what}')
    return float(match[1]) * units[match[2]]


def named_number(text: str) -> tuple[str, float]:
    """An id with a number: asml=0.05."""
    name, equals, number = text.rpartition("=")
    try:
        value = float(number)
    except ValueError:
        value = float("nan")
    if not equals or not name or value != value:
        raise argparse.ArgumentTypeError(f'"{text}": write an id, =, and a number, for example asml=0.05')
    return name, value


def whole_number(text: str) -> int:
    """A whole number from 1."""
    if not text.isdecimal() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number from 1')
    return int(text)


def fraction(text: str) -> float:
    """A fraction above 0 and up to 1."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f'"{text}" is not a fraction above 0 and up to 1, such as 0.9')
    return value


def share_of_supply(text: str) -> float:
    """A fraction from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f'"{text}" is not a fraction from 0 to 1, such as 0.02')
    return value


def months(text: str) -> tuple[float, ...]:
    """Months since a loss, ascending: 12, or 0,12,24,60."""
    try:
        found = sorted({float(part) for part in text.split(",")})
    except ValueError:
        found = [-1.0]
    if not 0 <= found[0] <= found[-1] <= 1200:
        raise argparse.ArgumentTypeError(f'"{text}" is not months from 0 to 1200, such as 12 or 0,12,24,60')
    return tuple(found)


def steps(text: str) -> int:
    """A number of steps, from 1 to 100."""
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number from 1 to 100')
    return int(text)


def rows(text: str) -> int:
    """A number of rows, from 1 to 200."""
    if not text.isdecimal() or not 1 <= int(text) <= 200:
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number from 1 to 200')
    return int(text)


def small_order(text: str) -> int:
    """A size of groups, from 1 to 3."""
    if text not in ("1", "2", "3"):
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number from 1 to 3')
    return int(text)


def date(text: str) -> str:
    """A year, a month or a day."""
    if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", text):
        raise argparse.ArgumentTypeError(f'"{text}" is not a date such as 2025, 2025-06 or 2025-06-30')
    return text


def dates(text: str) -> tuple[str, ...]:
    """Two dates with a comma between them."""
    found = tuple(date(part.strip()) for part in text.split(","))
    if len(found) != 2:
        raise argparse.ArgumentTypeError(f'"{text}" is not two dates such as 2022-10-06,2022-10-31')
    return found


def above_zero(text: str) -> float:
    """A number above 0; thousands may be set apart by commas."""
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        value = 0.0
    if not 0 < value < 1e18:
        raise argparse.ArgumentTypeError(f'"{text}" is not a number above 0')
    return value


def years(text: str) -> tuple[int, ...]:
    """Years, ascending: 2025, or 2025-2027, or 2025,2026."""
    match = re.fullmatch(r"(\d{4})-(\d{4})", text)
    if match:
        found = tuple(range(int(match[1]), int(match[2]) + 1))
    else:
        parts = text.split(",")
        found = (
            tuple(sorted({int(p) for p in parts})) if all(re.fullmatch(r"\d{4}", p) for p in parts) else ()
        )
    if not 1 <= len(found) <= 30:
        raise argparse.ArgumentTypeError(f'"{text}" is not a year, such as 2025, or years, such as 2025-2027')
    return found


def span(text: str) -> tuple[float, float]:
    """A number above 0, or a range of them: 2, or 1..2."""
    low, dots, high = text.partition("..")
    try:
        ends = float(low), float(high) if dots else float(low)
    except ValueError:
        ends = 0.0, 0.0
    if not 0 < ends[0] <= ends[1] < 1e18:
        raise argparse.ArgumentTypeError(f'"{text}" is not a number above 0, or a range such as 1..2')
    return ends


def amount(text: str) -> tuple[str, tuple[float, float]]:
    """An amount of a requirement: ascend-910c/packaging=1."""
    gate, equals, number = text.rpartition("=")
    if not equals or "/" not in gate:
        raise argparse.ArgumentTypeError(
            f'"{text}": write component/role=number, such as ascend-910c/memory=8'
        )
    return gate, span(number)


def fraction_range(text: str) -> tuple[float, float]:
    """A fraction above 0 and up to 1, or a range of them."""
    ends = span(text)
    if ends[1] > 1:
        raise argparse.ArgumentTypeError(f'"{text}" is not a fraction above 0 and up to 1, such as 0.6..0.9')
    return ends
