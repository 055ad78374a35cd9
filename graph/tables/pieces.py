"""From the rows of tables to pieces of records, with the row that each part comes from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..merge import KEYS
from ..overlay import Piece, Where
from ..problems import Loc, did_you_mean
from .evidence import Backing
from .rows import Row, Tables, flag_of, number_of, parts_of

SOFT = frozenset({"evidence", "note", "lead_time_evidence", "amount_evidence", "runs_without_evidence"})
_OF_NEED = ("at_least", "complete", "need", "undisclosed", "exhaustive", "amount", "runs_without_months")


@dataclass(slots=True)
class _Draft:
    """A record in the making; lists become tuples when it is done."""

    folder: str
    id: str
    value: dict[str, Any]
    values: dict[Loc, Where] = field(default_factory=dict)

    def file(self) -> str:
        layer = f"{self.value.get('layer', 'none')}/" if self.folder == "components" else ""
        return f"{self.folder}/{layer}{self.id}.yaml"


def pieces_of(tables: Tables, known: Collection[str] = (), as_of: str | None = None) -> list[Piece]:
    """The records that the tables hold; problems are noted in ``tables``.

    Where a table could not be read there are none: every row that names another would be wrong too.
    known : ids of the dataset under an overlay, which rows may name without a row in nodes.
    as_of : the date where a row has none.
    """
    if tables.problems:
        return []
    work = _Work(tables, frozenset(known), Backing(tables, as_of))
    for row in tables.rows.get("sources", []):
        work.source(row)
    for row in tables.rows.get("nodes", []):
        work.node(row)
    for row in tables.rows.get("edges", []):
        work.edge(row)
    return [work.done(draft) for draft in work.drafts.values()]


class _Work:
    def __init__(self, tables: Tables, known: frozenset[str], backing: Backing) -> None:
        self.tables = tables
        self.known = known
        self.backing = backing
        self.drafts: dict[str, _Draft] = {}

    def source(self, row: Row) -> None:
        if (id_ := self.new_id(row)) is not None:
            value = {name: text for name, text in row.cells.items() if name != "id"}
            self.drafts[id_] = _Draft("sources", id_, {"id": id_, **value}, {(): _where(row)})

    def new_id(self, row: Row) -> str | None:
        id_ = row.get("id")
        if id_ is None:
            self.tables.wrong(row, "id", "no id", "every row needs one")
        elif id_ in self.drafts:
            line = self.drafts[id_].values[()][1]
            hint = f"the first is in row {line} of its table; ids are unique over all tables"
            self.tables.wrong(row, "id", f'"{id_}" stands here a second time', hint)
        else:
            return id_
        return None

    def node(self, row: Row) -> None:
        id_ = self.new_id(row)
        if id_ is None:
            return
        kind = row.get("kind")
        if kind is None:
            self.tables.wrong(row, "kind", "neither component nor company", "write one of the two")
            return
        value: dict[str, Any] = {"id": id_}
        for name in ("name", "description"):
            if (text := row.get(name)) is not None:
                value[name] = text
        if parts := parts_of(row, "aliases"):
            value["aliases"] = parts
        draft = _Draft("companies" if kind == "company" else "components", id_, value, {(): _where(row)})
        self.drafts[id_] = draft
        cited = row.get("sources") or row.get("evidence_kind")
        if kind == "company":
            self.wrong_here(row, ("layer", "leaf", "stock_unit"), "of a company")
            self.put(value, "headquarters", row.get("country"))
            self.put(value, "evidence", self.backing.of(row, f"{id_}/headquarters") if cited else None)
        else:
            self.put(value, "layer", row.get("layer"))
            self.put(value, "jurisdiction", row.get("country"))
            self.put(value, "leaf", row.get("leaf"))
            if id_ not in self.known:
                self.put(value, "description", value.get("description", value.get("name")))
            self.stock(row, draft)
        told = "stock" in value and not cited  # then the note is the evidence
        self.put(value, "note", None if told else row.get("note"))

    def stock(self, row: Row, draft: _Draft) -> None:
        """A component that is nothing but units already made."""
        unit = row.get("stock_unit")
        if unit is not None:
            date = row.get("stock_date") or self.backing.date_of(row)
            stock: dict[str, Any] = {"unit": unit, "date": date}
            self.put(stock, "amount", number_of(row, "stock_amount", self.tables))
            self.put(stock, "held_by", row.get("stock_held_by"))
            stock["evidence"] = self.backing.of(row, f"{draft.id}/stock/{date}")
            draft.value["stock"] = [stock]
        lasts = number_of(row, "stock_lasts_months", self.tables)
        if lasts is not None:
            draft.value["stock_lasts_months"] = lasts
            draft.value["stock_lasts_evidence"] = self.backing.of(row, f"{draft.id}/stock_lasts_months")

    def edge(self, row: Row) -> None:
        start, relation, end = row.get("from"), row.get("relation"), row.get("to")
        if start is None or relation is None or end is None:
            missing = next(n for n in ("from", "relation", "to") if row.get(n) is None)
            self.tables.wrong(
                row, missing, "the cell is empty", "every row of edges needs from, relation and to"
            )
            return
        id_, at, company = start.partition("@")
        draft = self.drafts.get(id_)
        if draft is None and id_ not in self.known:
            hint = did_you_mean(id_, [*self.drafts, *self.known]) or "add a row to nodes for it"
            self.tables.wrong(row, "from", f'no component or company "{id_}"', hint)
            return
        folder = "companies" if relation == "owned_by" else "components"
        if draft is None:
            draft = self.drafts[id_] = _Draft(folder, id_, {"id": id_}, {(): _where(row)})
        if draft.folder != folder:
            hint = "components need things and are supplied by companies; companies are owned by companies"
            self.tables.wrong(
                row,
                "relation",
                f'"{id_}" is no {"company" if at == "" and folder == "companies" else "component"}',
                hint,
            )
        elif relation == "owned_by":
            self.owner(row, draft, end)
        elif relation == "supplied_by":
            self.wrong_here(row, ("role", *_OF_NEED, "feedback", "percent"), "of supplied_by")
            if at:
                hint = f'write "{id_}" in the column from'
                self.tables.wrong(row, "from", "a company's product is supplied by that company", hint)
            else:
                self.supplier(row, draft, end)
        else:
            self.wrong_here(row, ("made_in", "members", "percent"), "of needs")
            self.need(row, draft, company, end)

    def owner(self, row: Row, draft: _Draft, end: str) -> None:
        percent = number_of(row, "percent", self.tables)
        if percent is None:
            self.tables.wrong(
                row, "percent", "the percentage is missing", "say how much of it is owned, such as 60"
            )
            return
        if (row.get("percent") or "").endswith("%"):
            percent *= 100
        owners = draft.value.setdefault("owners", [])
        draft.values["owners", len(owners)] = _where(row)
        owners.append(
            {"company": end, "percent": percent, "evidence": self.backing.of(row, f"{draft.id}/owners/{end}")}
        )

    def supplier(self, row: Row, draft: _Draft, end: str) -> None:
        found = draft.value.setdefault("suppliers", [])
        kind, colon, country = end.partition(":")
        value: dict[str, Any]
        if end == "unknown":
            value = {"unknown": True}
        elif colon and kind == "unnamed":
            value = {"unnamed": True, "country": country}
        else:
            value = {"company": end}
        who = f"unnamed-{country.lower()}" if "unnamed" in value else end
        key = KEYS["suppliers"](value)
        old = next((s for s in found if KEYS["suppliers"](s) == key), None)
        if old is not None and set(old) - {"company", "requires"}:
            self.tables.wrong(row, "to", f'"{end}" stands here a second time', "keep one of the two rows")
            return
        if old is None:
            found.append(value)
            old = value
        draft.values.setdefault(("suppliers",), _where(row))
        draft.values["suppliers", found.index(old)] = _where(row)
        base = f"{draft.id}/suppliers/{who}"
        if members := parts_of(row, "members"):
            old["members"] = members
        places = []
        for part in parts_of(row, "made_in"):
            code, colon, place = part.partition(":")
            one: dict[str, Any] = {"country": code, **({"place": place} if colon else {})}
            self.put(one, "evidence", self.backing.stated(f"{base}/made_in/{place or code.lower()}"))
            places.append(one)
        if places:
            old["made_in"] = places
        self.backed(row, old, base, unknown="unknown" in old)

    def need(self, row: Row, draft: _Draft, company: str, end: str) -> None:
        role = row.get("role")
        if role is None:
            hint = "say what it is needed for; rows with the same role are alternatives"
            self.tables.wrong(row, "role", "the role is missing", hint)
            return
        owner, loc = self.owner_of(row, draft, company)
        needs = owner.setdefault("requires", [])
        need = next((n for n in needs if n["role"] == role), None)
        if need is None:
            need = {"role": role, "any_of": []}
            needs.append(need)
            draft.values[*loc, "requires", len(needs) - 1] = _where(row)
        base = f"{draft.id}@{company}/{role}" if company else f"{draft.id}/{role}"
        self.of_need(row, need, base)
        option: dict[str, Any] = {"offering" if "@" in end else "component": end}
        if end == "unknown":
            option = {"unknown": True}
        draft.values[*loc, "requires", needs.index(need), "any_of", len(need["any_of"])] = _where(row)
        need["any_of"].append(option)
        if flag_of(row, "feedback", self.tables):
            option["feedback"] = True
        self.backed(row, option, f"{base}/{end}", unknown=end == "unknown")

    def owner_of(self, row: Row, draft: _Draft, company: str) -> tuple[dict[str, Any], Loc]:
        """What a need belongs to: the component, or one company's product."""
        if not company:
            return draft.value, ()
        found = draft.value.setdefault("suppliers", [])
        for i, supplier in enumerate(found):
            group = f"unnamed-{str(supplier.get('country')).lower()}" if "unnamed" in supplier else None
            if company in (supplier.get("company"), group):
                return supplier, ("suppliers", i)
        found.append({"company": company})
        draft.values["suppliers", len(found) - 1] = _where(row)
        return found[-1], ("suppliers", len(found) - 1)

    def of_need(self, row: Row, need: dict[str, Any], base: str) -> None:
        """What a row says of the need itself; rows of one need must agree."""
        said: dict[str, Any] = {"kind": row.get("need")}
        for name in ("complete", "undisclosed", "exhaustive"):
            said[name] = flag_of(row, name, self.tables)
        for name in ("at_least", "amount", "runs_without_months"):
            said[name] = number_of(row, name, self.tables)
        least = said["at_least"]
        if least is not None and least == int(least):
            said["at_least"] = int(least)
        for name, value in said.items():
            if value is not None and need.setdefault(name, value) != value:
                hint = "let all rows of one need say the same, or leave the cell empty in all but one"
                column = "need" if name == "kind" else name
                self.tables.wrong(row, column, f'"{need["role"]}" has another value in a row above', hint)
        for name, named in (("amount", "amount"), ("runs_without_months", "runs_without")):
            if said[name] is not None:
                need[f"{named}_evidence"] = self.backing.of(row, f"{base}/{name}")
        self.put(need, "evidence", self.backing.stated(base))

    def backed(self, row: Row, value: dict[str, Any], base: str, *, unknown: bool) -> None:
        """The share, the lead time and the evidence of an edge; for what nobody named only what is said."""
        share = number_of(row, "share", self.tables)
        if share is not None:
            one: dict[str, Any] = {"value": share}
            measure = row.get("measure")
            if measure is None:
                hint = "say of what: revenue, units, bits, wafers, capacity or value"
                self.tables.wrong(row, "measure", "a share without a measure", hint)
            one["measure"] = measure or "value"
            self.put(one, "market", row.get("market"))
            one["period"] = row.get("period") or (self.backing.date_of(row) or "")[:4]
            end = f": {share:.3g} of {one['measure']}, {one.get('market', 'world')}, {one['period']}"
            one["evidence"] = self.backing.of(row, f"{base}/share/{one['period']}", end)
            value["shares"] = [one]
        lead = number_of(row, "lead_time_months", self.tables)
        if lead is not None:
            value["lead_time_months"] = lead
            value["lead_time_evidence"] = self.backing.of(row, f"{base}/lead_time_months")
        stated = self.backing.stated(base)
        if unknown:
            self.put(value, "evidence", stated)
        else:
            value["evidence"] = self.backing.of(row, base)
        if unknown or value["evidence"] is None or value["evidence"].get("kind") != "private":
            self.put(value, "note", row.get("note"))

    def wrong_here(self, row: Row, names: tuple[str, ...], of: str) -> None:
        for name in names:
            if row.get(name) is not None:
                self.tables.wrong(row, name, f"no column {of}", "clear the cell, or check the row")

    def put(self, group: dict[str, Any], name: str, value: object) -> None:
        if value is not None:
            group[name] = value

    def done(self, draft: _Draft) -> Piece:
        value = draft.value
        if draft.folder == "components":
            bare = not any(value.get(name) for name in ("requires", "suppliers", "stock"))
            if bare and draft.id not in self.known:
                value.setdefault("leaf", "not_researched")
            self.sort_suppliers(draft)
        return Piece(draft.folder, draft.id, draft.file(), _tuples(value), draft.values, soft=SOFT)

    def sort_suppliers(self, draft: _Draft) -> None:
        """By company, then unnamed groups, then unknown, as records have them."""
        old = draft.value.get("suppliers", [])
        order = sorted(range(len(old)), key=lambda i: KEYS["suppliers"](old[i])[0])
        if old:
            draft.value["suppliers"] = [old[i] for i in order]
        now: dict[Loc, Loc] = {("suppliers", i): ("suppliers", n) for n, i in enumerate(order)}
        draft.values = {(*now.get(loc[:2], loc[:2]), *loc[2:]): at for loc, at in draft.values.items()}


def _where(row: Row) -> Where:
    return row.file, row.line, 1


def _tuples(value: Any) -> Any:
    """Lists as tuples, all the way down: the form of a parsed file."""
    if isinstance(value, Mapping):
        return {name: _tuples(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_tuples(item) for item in value)
    return value
