"""Laying a record of an overlay over one of the dataset, as plain values, before either is validated.

What is new is added; what says the same is left alone; what says something else is an error, unless
the overlay names it under ``replace``. Nothing is averaged and nothing is overridden in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from .dates import last_day
from .problems import Loc, did_you_mean

Group = Mapping[str, Any]
ALL = "all"


def _side(item: Group) -> str | None:
    return item.get("position")


def _maker(item: Group) -> tuple[Any, ...]:
    if item.get("company"):
        return (0, str(item["company"]))
    return (1, str(item.get("country"))) if item.get("unnamed") else (2, "")


# What makes two items of a list the same one; a list that is not named holds plain values.
KEYS: Mapping[str, Callable[[Group], Any]] = MappingProxyType(
    {
        "requires": lambda i: (i.get("role"), _side(i)),
        "suppliers": lambda i: (_maker(i), _side(i)),
        "any_of": lambda i: (i.get("component"), i.get("offering"), _side(i)),
        "shares": lambda i: (i.get("measure"), i.get("market", "world"), i.get("period"), _side(i)),
        "capacity": lambda i: (i.get("unit"), i.get("period"), _side(i)),
        "made_in": lambda i: i.get("place") or str(i.get("country")).lower(),
        "buyers": lambda i: i.get("company"),
        "stock": lambda i: (i.get("date"), i.get("unit"), i.get("held_by"), i.get("maker"), _side(i)),
        "specs": lambda i: (i.get("name"), _side(i)),
        "not_needed": lambda i: i.get("component"),
        "owners": lambda i: (i.get("company"), i.get("holder")),
        "listed": lambda i: (i.get("exchange"), i.get("ticker")),
        "timeline": lambda i: (i.get("date"), i.get("status")),
        "covers": lambda i: (i.get("component"), i.get("layer"), i.get("offering")),
        "positions": lambda i: i.get("id"),
    }
)
NEWEST_FIRST = MappingProxyType({"shares": "period", "capacity": "period"})
INSIDE = frozenset({"local_names", "reach", "against"})


@dataclass(slots=True)
class Merged:
    """What came out, where each part of the overlay's record now stands, and what is wrong.

    ``moved`` leads from a place in the overlay's record to one in the merged record, ``kept`` the same
    from the dataset's record; whatever lies below a place moves with it. ``wrong`` holds the place in
    the overlay's record, rule, message and hint.
    """

    value: dict[str, Any]
    moved: dict[Loc, Loc] = field(default_factory=dict)
    kept: dict[Loc, Loc] = field(default_factory=dict)
    wrong: list[tuple[Loc, str, str, str]] = field(default_factory=list)

    def now_at(self, loc: Loc) -> Loc:
        """Where a place in the overlay's record stands in the merged one."""
        return _follow(self.moved, loc)

    def still_at(self, loc: Loc) -> Loc:
        """Where a place in the dataset's record stands in the merged one."""
        return _follow(self.kept, loc)


def _follow(moves: Mapping[Loc, Loc], loc: Loc) -> Loc:
    for length in range(len(loc), -1, -1):
        if loc[:length] in moves:
            return moves[loc[:length]] + loc[length:]
    return loc


def merge(base: Group, over: Group, *, soft: frozenset[str] = frozenset(), at: Loc = ()) -> Merged:
    """Lay one group of fields over another; O(fields + items log items).

    ``soft`` are fields that the overlay states only where the dataset does not.

    >>> merge({"name": "A", "aliases": ("B",)}, {"name": "A", "aliases": ("C",)}).value
    {'name': 'A', 'aliases': ('B', 'C')}
    >>> merge({"name": "A"}, {"name": "B"}).wrong[0][2]
    'name is "A" in the dataset'
    """
    out = Merged(dict(base))
    _replace(out, over, at)
    for name, value in over.items():
        if name == "replace":
            continue
        here = out.value.get(name)
        if here is None:
            out.value[name] = value
        elif isinstance(here, tuple) and isinstance(value, tuple):
            _items(out, name, here, value, soft, at)
        elif name in INSIDE and isinstance(here, dict) and isinstance(value, dict):
            inner = merge(here, value, soft=soft, at=(*at, name))
            out.value[name] = inner.value
            _take_in(out, inner, (name,), (name,))
        elif here != value and name not in soft:
            said = f'"{here}"' if isinstance(here, (str, int, float)) else "set"
            hint = f'write "replace: [{name}]" in this group if yours is to count, or delete the line'
            out.wrong.append(((*at, name), "overlay-conflict", f"{name} is {said} in the dataset", hint))
    return out


def _replace(out: Merged, over: Group, at: Loc) -> None:
    """Drop what the overlay says it replaces."""
    names = over.get("replace", ())
    if not isinstance(names, tuple) or not all(isinstance(n, str) for n in names):
        hint = 'write "replace: [suppliers]", a list of names, or "replace: [all]" for the whole group'
        out.wrong.append(((*at, "replace"), "overlay-replace", "not a list of names", hint))
        return
    for i, name in enumerate(names):
        if name == ALL:
            out.value.clear()
        elif name in out.value:
            del out.value[name]
        else:
            hint = did_you_mean(name, out.value) or f"the dataset has {', '.join(sorted(out.value))}"
            said = f'nothing called "{name}" to replace'
            out.wrong.append(((*at, "replace", i), "overlay-replace", said, hint))


def _items(
    out: Merged, name: str, here: tuple[Any, ...], value: tuple[Any, ...], soft: frozenset[str], at: Loc
) -> None:
    """Lay the items of a list over those that are there."""
    key_of = KEYS.get(name)
    found = [_Item(item, before=i) for i, item in enumerate(here)]
    known = {_key(item, key_of): i for i, item in enumerate(here)}
    for i, item in enumerate(value):
        key = _key(item, key_of)
        if key not in known:
            found.append(_Item(item, over=i))
            continue
        old = found[known[key]]
        old.over = i
        if key_of is not None and isinstance(item, dict):
            old.inner = merge(here[known[key]], item, soft=soft, at=(*at, name, i))
            old.value = old.inner.value
    if name == "suppliers":
        found.sort(key=lambda f: _maker(f.value) if isinstance(f.value, dict) else (3, ""))
    elif name in NEWEST_FIRST:
        found.sort(key=lambda f: _day(f.value, NEWEST_FIRST[name]), reverse=True)
    for now, one in enumerate(found):
        if one.before is not None:
            out.kept[(name, one.before)] = (name, now)
        if one.over is not None:
            out.moved[(*at, name, one.over)] = (name, now)
        if one.inner is not None:
            _take_in(out, one.inner, (name, now), (name, one.before or 0))
    out.value[name] = tuple(one.value for one in found)


@dataclass(slots=True)
class _Item:
    """An item of a list, where it stood in either list, and what was merged below it."""

    value: Any
    before: int | None = None
    over: int | None = None
    inner: Merged | None = None


def _key(item: Any, key_of: Callable[[Group], Any] | None) -> Any:
    return repr(key_of(item) if key_of is not None and isinstance(item, dict) else item)


def _day(item: Any, field_: str) -> str:
    """The last day of an item's period; one that is no period sorts last and is reported later."""
    text = item.get(field_) if isinstance(item, dict) else None
    try:
        return last_day(str(text))
    except ValueError:
        return ""


def _take_in(out: Merged, inner: Merged, below: Loc, before: Loc) -> None:
    out.moved |= {loc: below + there for loc, there in inner.moved.items()}
    out.kept |= {before + loc: below + there for loc, there in inner.kept.items()}
    out.wrong += inner.wrong
