"""Choosing the one measure, market and period in which a list of shares is computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .dates import last_day
from .records import Basis, Share

_MEASURES = ("units", "bits", "wafers", "capacity", "value", "revenue")


class ShareBasis(NamedTuple):
    """What shares are computed in."""

    measure: str
    market: str
    period: str


def choose_basis(lists: Sequence[tuple[Share, ...]], chosen: Basis | None) -> ShareBasis | None:
    """The basis that covers most alternatives; of those, world before others, then the newest.

    Forecasts are used only where there is nothing else. ``chosen`` overrides the choice.
    Returns None if there is no share at all.
    """
    if chosen is not None:
        return ShareBasis(chosen.measure, chosen.market, chosen.period)
    covered: dict[ShareBasis, tuple[int, bool]] = {}
    for shares in lists:
        for basis in {ShareBasis(s.measure, s.market, s.period) for s in shares}:
            forecast = any(s.forecast for s in shares if (s.measure, s.market, s.period) == basis)
            count, before = covered.get(basis, (0, False))
            covered[basis] = (count + 1, before or forecast)
    if not covered:
        return None

    def merit(basis: ShareBasis) -> tuple[bool, int, bool, str, int]:
        count, forecast = covered[basis]
        return (
            not forecast,
            count,
            basis.market == "world",
            last_day(basis.period),
            -_MEASURES.index(basis.measure),
        )

    return max(sorted(covered), key=merit)


def share_on(shares: tuple[Share, ...], basis: ShareBasis | None) -> Share | None:
    """The share on that basis, or None."""
    for share in shares:
        if (share.measure, share.market, share.period) == basis:
            return share
    return None
