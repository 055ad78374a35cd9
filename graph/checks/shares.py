"""Rules on shares: ranges, sums, order, one measure at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..dataset import Dataset
from ..dates import last_day
from ..problems import Finding
from ..records import Capacity, Share, Spec, Stock
from . import walk

TOLERANCE = 0.02


def shares_sum(dataset: Dataset) -> Iterator[Finding]:
    """Known shares in one measure, market, period and side of a dispute add up to one at most."""
    for file, loc, what, rows in walk.share_lists(dataset):
        sums: dict[tuple[str, str, str], float] = defaultdict(float)
        known: dict[tuple[str, str, str], int] = defaultdict(int)
        for _, shares, _ in rows:
            for key, values in _by_basis(shares).items():
                sums[key] += min(values)
                known[key] += 1
        for (measure, market, period), total in sums.items():
            said = f"the {measure} shares of {what} in {market}, {period}, add up to {total:.3g}"
            if total > 1 + TOLERANCE:
                yield Finding(file, loc, "shares-sum", said, "they can be 1 at most (within 0.02)")
            elif total < 1 - TOLERANCE and known[measure, market, period] == len(rows) > 0:
                yield Finding(file, loc, "shares-short", said,
                              'add "- unknown: true" if there are others nobody has named', "warning")


def _by_basis(shares: tuple[Share, ...]) -> dict[tuple[str, str, str], list[float]]:
    """Values by basis; more than one only where they are sides of a dispute."""
    out: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for share in shares:
        out[share.measure, share.market, share.period].append(share.value)
    return out


def shares_with_at_least(dataset: Dataset) -> Iterator[Finding]:
    """Where two or more alternatives must run, shares have no meaning."""
    for need in walk.requirements(dataset):
        if need.requirement.at_least > 1:
            for i, alt in enumerate(need.requirement.any_of):
                if alt.shares:
                    yield Finding(need.file, (*need.loc, "any_of", i, "shares"), "shares-at-least",
                                  f"a share where at_least is {need.requirement.at_least}",
                                  "delete the shares: supply is then the k-th largest")


def duplicate_share(dataset: Dataset) -> Iterator[Finding]:
    """A share stands once for each measure, market, period and side, newest first."""
    for file, _, _, rows in walk.share_lists(dataset):
        for loc, shares, _ in rows:
            seen: set[tuple[str, str, str, str | None, str | None]] = set()
            last = None
            for i, share in enumerate(shares):
                key = (share.measure, share.market, share.period, share.dispute, share.position)
                if key in seen:
                    yield Finding(file, (*loc, i), "duplicate-share",
                                  f"a second {share.measure} share in {share.market} for {share.period}",
                                  "keep one; if sources disagree, make it a dispute")
                seen.add(key)
                day = last_day(share.period)
                if last is not None and day > last:
                    yield Finding(file, (*loc, i, "period"), "shares-order",
                                  f"{share.period} stands below an older period", "put the newest first")
                last = day


def value_range(dataset: Dataset) -> Iterator[Finding]:
    """low is at most the value, and the value at most high."""
    for kind in (Share, Capacity, Spec, Stock):
        for file, loc, v in walk.everywhere(dataset, kind):
            value = v.amount if isinstance(v, Stock) else v.value
            low = v.low if v.low is not None else value
            high = v.high if v.high is not None else value
            ends = [x for x in (low, value, high) if x is not None]
            if ends != sorted(ends):
                yield Finding(file, loc, "value-range", f"low, value and high are {ends}",
                              "low is at most the value, high at least")


def basis_missing(dataset: Dataset) -> Iterator[Finding]:
    """A basis chosen by hand is one for which there is a share."""
    for need in walk.requirements(dataset):
        basis = need.requirement.basis
        if basis is not None and not any(
            _has(a.shares, (basis.measure, basis.market, basis.period)) for a in need.requirement.any_of
        ):
            yield Finding(need.file, (*need.loc, "basis"), "basis-missing",
                          "no alternative has a share on this basis", "check measure, market and period")
    for component in dataset.components.values():
        basis = component.basis
        if basis is not None and not any(
            _has(s.shares, (basis.measure, basis.market, basis.period)) for s in component.suppliers
        ):
            yield Finding(dataset.files[component.id], ("basis",), "basis-missing",
                          "no supplier has a share on this basis", "check measure, market and period")


def _has(shares: tuple[Share, ...], key: tuple[str, str, str]) -> bool:
    return any((s.measure, s.market, s.period) == key for s in shares)


RULES = (shares_sum, shares_with_at_least, duplicate_share, value_range, basis_missing)
