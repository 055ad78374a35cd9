"""Rules on shares: ranges, sums, order, one measure at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..dataset import Dataset
from ..dates import last_day
from ..problems import Finding, Loc
from ..records import Capacity, PerWafer, Record, Share, Spec, Stock
from . import walk

TOLERANCE = 0.02
Basis = tuple[str, str, str]
Side = tuple[str | None, str | None]
NO_SIDE: Side = (None, None)


def shares_sum(dataset: Dataset) -> Iterator[Finding]:
    """Known shares in one measure, market, period and side of a dispute add up to one at most."""
    for file, loc, what, rows in walk.share_lists(dataset):
        said: set[tuple[Basis, str]] = set()
        for side in _sides(rows):
            for basis, (least, most, complete) in _sums(rows, side).items():
                where = f' on side {side[1]} of "{side[0]}"' if side[0] else ""
                text = "the {} shares of {} in {}, {},".format(basis[0], what, *basis[1:])
                if least > 1 + TOLERANCE and (basis, "over") not in said:
                    said.add((basis, "over"))
                    yield Finding(
                        file,
                        loc,
                        "shares-sum",
                        f"{text} add up to {least:.3g}{where}",
                        "they can be 1 at most (within 0.02)",
                    )
                short = most < 1 - TOLERANCE and complete and what != "the buyers"
                if short and (basis, "short") not in said:
                    said.add((basis, "short"))
                    hint = (
                        "add the place that is missing"
                        if what == "the places"
                        else 'add "- unknown: true" if there are others nobody has named'
                    )
                    yield Finding(
                        file, loc, "shares-short", f"{text} add up to {most:.3g}{where}", hint, "warning"
                    )


def _sides(rows: list[walk.Row]) -> list[Side]:
    """The sides of the disputes in a list of shares; one that is no side if there is no dispute."""
    owners = [*(owner for _, _, owner in rows), *(share for _, shares, _ in rows for share in shares)]
    sides = {_side(owner) for owner in owners} - {NO_SIDE}
    return sorted(sides, key=str) or [NO_SIDE]


def _side(value: Record) -> Side:
    return getattr(value, "dispute", None), getattr(value, "position", None)


def _sums(rows: list[walk.Row], side: Side) -> dict[Basis, tuple[float, float, bool]]:
    """For each basis the least and most that shares add up to on a side, and whether none is missing.

    More than one value of one alternative is then a matter of other disputes.
    """
    out: dict[Basis, tuple[float, float, bool]] = {}
    rows = [row for row in rows if not _against(row[2], side)]
    others = any(getattr(owner, "unknown", None) for _, _, owner in rows)
    known: list[dict[Basis, list[float]]] = []
    for _, shares, owner in rows:
        values: dict[Basis, list[float]] = defaultdict(list)
        for share in shares:
            if not _against(share, side):
                values[share.measure, share.market, share.period].append(share.value)
        if _side(owner) not in (NO_SIDE, side):
            values = defaultdict(list, {basis: [0.0, *found] for basis, found in values.items()})
        known.append(values)
    for basis in {basis: None for values in known for basis in values}:
        found = [values[basis] for values in known if basis in values]
        out[basis] = (sum(map(min, found)), sum(map(max, found)), len(found) == len(rows) and not others)
    return out


def _against(value: Record, side: Side) -> bool:
    """Whether a value belongs to another side of the same dispute."""
    dispute, position = _side(value)
    return dispute is not None and dispute == side[0] and position != side[1]


def shares_with_at_least(dataset: Dataset) -> Iterator[Finding]:
    """Where two or more alternatives must run, shares have no meaning."""
    for need in walk.requirements(dataset):
        if need.requirement.at_least > 1:
            for i, alt in enumerate(need.requirement.any_of):
                if alt.shares:
                    yield Finding(
                        need.file,
                        (*need.loc, "any_of", i, "shares"),
                        "shares-at-least",
                        f"a share where at_least is {need.requirement.at_least}",
                        "delete the shares: supply is then the k-th largest",
                    )


def duplicate_share(dataset: Dataset) -> Iterator[Finding]:
    """A share stands once for each measure, market, period and side, newest first."""
    for file, _, _, rows in walk.share_lists(dataset):
        for loc, shares, _ in rows:
            seen: set[tuple[str, str, str, str | None, str | None]] = set()
            last = None
            for i, share in enumerate(shares):
                key = (share.measure, share.market, share.period, share.dispute, share.position)
                if key in seen:
                    yield Finding(
                        file,
                        (*loc, i),
                        "duplicate-share",
                        f"a second {share.measure} share in {share.market} for {share.period}",
                        "keep one; if sources disagree, make it a dispute",
                    )
                seen.add(key)
                day = last_day(share.period)
                if last is not None and day > last:
                    yield Finding(
                        file,
                        (*loc, i, "period"),
                        "shares-order",
                        f"{share.period} stands below an older period",
                        "put the newest first",
                    )
                last = day


def value_range(dataset: Dataset) -> Iterator[Finding]:
    """low is at most the value, and the value at most high."""
    ranges: list[tuple[str, Loc, float | None, float | None, float | None]] = []
    for kind in (Share, Capacity, Spec, Stock, PerWafer):
        for file, loc, v in walk.everywhere(dataset, kind):
            ranges.append((file, loc, v.low, v.amount if isinstance(v, Stock) else v.value, v.high))
    for need in walk.requirements(dataset):
        r = need.requirement
        ranges.append((need.file, (*need.loc, "amount"), r.amount_low, r.amount, r.amount_high))
    for file, loc, first, value, last in ranges:
        low = first if first is not None else value
        high = last if last is not None else value
        ends = [x for x in (low, value, high) if x is not None]
        if ends != sorted(ends):
            said = ", ".join(f"{end:g}" for end in ends)
            yield Finding(
                file,
                loc,
                "value-range",
                f"the range is out of order: {said}",
                "low is at most the value, and high at least",
            )


def basis_missing(dataset: Dataset) -> Iterator[Finding]:
    """A basis chosen by hand is one for which there is a share."""
    for need in walk.requirements(dataset):
        basis = need.requirement.basis
        if basis is not None and not any(
            _has(a.shares, (basis.measure, basis.market, basis.period)) for a in need.requirement.any_of
        ):
            yield Finding(
                need.file,
                (*need.loc, "basis"),
                "basis-missing",
                "no alternative has a share on this basis",
                "check measure, market and period",
            )
    for component in dataset.components.values():
        basis = component.basis
        if basis is not None and not any(
            _has(s.shares, (basis.measure, basis.market, basis.period)) for s in component.suppliers
        ):
            yield Finding(
                dataset.files[component.id],
                ("basis",),
                "basis-missing",
                "no supplier has a share on this basis",
                "check measure, market and period",
            )


def _has(shares: tuple[Share, ...], key: tuple[str, str, str]) -> bool:
    return any((s.measure, s.market, s.period) == key for s in shares)


RULES = (shares_sum, shares_with_at_least, duplicate_share, value_range, basis_missing)
