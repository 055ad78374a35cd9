"""From ETO's rows to the rows of nodes and edges, and what is wrong with the copy."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ...graph.problems import DatasetError, Problem
from ...graph.tables.rows import Row, Tables
from .countries3 import ALPHA3
from .files import EtoFiles
from .gates import Gate, our_reading

SOURCE = "eto-supply-chain-explorer"
LAYERS = MappingProxyType(  # by the type of an input, top to bottom
    {
        "ultimate_output": ("product", "Finished product"),
        "process": ("process", "Process steps"),
        "design_resource": ("design", "Design"),
        "material_resource": ("material", "Materials"),
        "tool_resource": ("equipment", "Tools"),
    }
)
_OTHER = ("other", "Other inputs")
OVER = 1.02
WHOLE = 0.98


@dataclass(slots=True)
class Converted:
    """Tables, the gates that were used, the names by ETO's id, and every defect in words."""

    tables: Tables = field(default_factory=Tables)
    gates: list[Gate] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    defects: list[str] = field(default_factory=list)
    layers: list[tuple[str, str]] = field(default_factory=list)
    target: str | None = None
    as_of: str = "2000"


def pairs_of(files: EtoFiles) -> list[tuple[str, str]]:
    """Every parent with each of its kinds, in ETO's order."""
    found = ((r.get("is_type_of_id"), r.get("input_id")) for r in files.sequence)
    return list(dict.fromkeys((parent, kind) for parent, kind in found if parent and kind))


def convert(files: EtoFiles, user: Mapping[tuple[str, str], Gate]) -> Converted:
    """Tables in our columns. Raises DatasetError if nothing can be made of the copy; O(rows)."""
    work = _Work(files, Converted())
    work.inputs()
    work.providers()
    for pair in pairs_of(files):
        work.out.gates.append(user.get(pair) or our_reading(*pair))
    work.sequence()
    work.provision()
    work.about()
    return work.out


class _Work:
    def __init__(self, files: EtoFiles, out: Converted) -> None:
        self.files = files
        self.out = out
        self.taken: set[str] = set()
        self.nodes: list[Row] = out.tables.rows.setdefault("nodes", [])
        self.edges: list[Row] = out.tables.rows.setdefault("edges", [])
        self.countries: dict[str, str | None] = {}
        self.companies: dict[str, str] = {}
        years = [y for r in files.provision if (y := r.get("year") or "").isdigit() and len(y) == 4]
        out.as_of = max(years, default="2000")

    def defect(self, row: Row, said: str) -> None:
        self.out.defects.append(f"{row.file}:{row.line}: {said}")

    def slug(self, name: str, fallback: str) -> str:
        """A readable id that nothing else has."""
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        text = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")
        base = re.sub(r"[^a-z0-9]+", "-", fallback.lower()).strip("-")[:20] or "x"
        id_ = text or base
        if id_ in self.taken:
            id_ = f"{id_}-{base}"
        count = 2
        while id_ in self.taken:
            id_, count = f"{text}-{base}-{count}", count + 1
        self.taken.add(id_)
        return id_

    def inputs(self) -> None:
        layers: dict[str, tuple[str, str]] = {}
        for row in self.files.inputs:
            eto, name = row.get("input_id"), row.get("input_name")
            if eto is None or name is None:
                self.defect(row, "an input without id or name: left out")
                continue
            if eto in self.out.ids:
                self.defect(row, f'the id "{eto}" stands here a second time: left out')
                continue
            kind = row.get("type") or ""
            layers[kind] = LAYERS.get(kind, _OTHER)
            self.out.ids[eto], self.out.names[eto] = self.slug(name, eto), name
            description = (row.get("description") or name)[:2000]
            self.node(
                row, self.out.ids[eto], "component", name, layer=layers[kind][0], description=description
            )
            if kind == "ultimate_output":
                if self.out.target is not None:
                    self.defect(row, "a second finished product: the first is the target; --target chooses")
                self.out.target = self.out.target or self.out.ids[eto]
        order = [*LAYERS.values(), _OTHER]
        self.out.layers = sorted(set(layers.values()), key=order.index)

    def node(self, row: Row, id_: str, kind: str, name: str, **cells: str) -> None:
        self.nodes.append(Row(row.file, row.line, {"id": id_, "kind": kind, "name": name[:200], **cells}))

    def providers(self) -> None:
        seen: dict[str, Row] = {}
        for row in self.files.providers:
            eto, name = row.get("provider_id"), row.get("provider_name")
            if eto is None or name is None:
                self.defect(row, "a provider without id or name: left out")
            elif eto in seen:
                first = seen[eto]
                differs = [c for c in ("provider_name", "country") if first.get(c) != row.get(c)]
                other = f", with another {' and '.join(differs)}" if differs else ""
                self.defect(row, f'the id "{eto}" of {name} stands here a second time{other}: left out')
            else:
                seen[eto] = row
                self.provider(row, eto, name)

    def provider(self, row: Row, eto: str, name: str) -> None:
        if row.get("provider_type") == "country":
            self.countries[eto] = ALPHA3.get(name)
            if self.countries[eto] is None:
                self.defect(
                    row, f'"{name}" is no country: what it provides counts as supplied by unknown others'
                )
            return
        code = ALPHA3.get(row.get("country") or "")
        if code is None:
            said = row.get("country") or "none given"
            self.defect(
                row, f"{name} has no country ({said}): what it provides counts as supplied by unknown others"
            )
            self.countries[eto] = None
            return
        self.companies[eto] = self.slug(name, eto)
        self.node(row, self.companies[eto], "company", name, country=code)

    def sequence(self) -> None:
        gates = {(g.parent, g.kind): g for g in self.out.gates}
        for row in self.files.sequence:
            eto = row.get("input_id") or ""
            if eto not in self.out.ids:
                self.defect(row, f'no input "{eto}": left out')
                continue
            for id_column, name_column in (
                ("input_id", "input_name"),
                ("goes_into_id", "goes_into_name"),
                ("is_type_of_id", "is_type_of_name"),
            ):
                self.same_name(row, id_column, name_column, self.out.names)
            into, parent = row.get("goes_into_id"), row.get("is_type_of_id")
            for other in (into, parent):
                if other is not None and other not in self.out.ids:
                    self.defect(row, f'no input "{other}": left out')
            if into in self.out.ids:
                self.need(row, str(into), eto, self.out.names[eto], "analyst-estimate", "medium")
            if parent in self.out.ids:
                gate = gates[str(parent), eto]
                if gate.gate != "not_needed":
                    role = "kinds" if gate.gate == "one_of" else f"kind: {self.out.names[eto]}"
                    note = f"read as {gate.gate}: {gate.reason or 'as the table of gates says'}"
                    self.need(row, str(parent), eto, role, "inference", "low", note)

    def same_name(self, row: Row, id_column: str, name_column: str, names: Mapping[str, str]) -> None:
        id_, name = row.get(id_column), row.get(name_column)
        if id_ in names and name is not None and name != names[str(id_)]:
            self.defect(row, f'"{id_}" is called "{name}" here and "{names[str(id_)]}" in its own table')

    def need(
        self, row: Row, owner: str, eto: str, role: str, kind: str, confidence: str, note: str = ""
    ) -> None:
        self.edge(
            row,
            self.out.ids[owner],
            "needs",
            self.out.ids[eto],
            kind,
            confidence,
            role=role.replace("/", "-")[:200],
            as_of=self.out.as_of,
            **({"note": note} if note else {}),
        )

    def edge(
        self, row: Row, start: str, relation: str, to: str, kind: str, confidence: str, **cells: str
    ) -> None:
        made = {
            "from": start,
            "relation": relation,
            "to": to,
            "evidence_kind": kind,
            "confidence": confidence,
            "sources": SOURCE,
            "at": f"{row.file}, row {row.line}",
            **cells,
        }
        self.edges.append(Row(row.file, row.line, made))

    def provision(self) -> None:
        names = {r.get("provider_id") or "": r.get("provider_name") or "" for r in self.files.providers}
        of: dict[str, list[Row]] = defaultdict(list)
        for row in self.files.provision:
            provided, provider = row.get("provided_id") or "", row.get("provider_id") or ""
            self.same_name(row, "provided_id", "provided_name", self.out.names)
            self.same_name(row, "provider_id", "provider_name", names)
            if provided not in self.out.ids:
                stage = any(provided == s.get("stage_id") for s in self.files.stages)
                what = "a whole stage, which is no input" if stage else f'no input "{provided}"'
                self.defect(row, f"{what}: left out")
            elif provider not in self.companies and provider not in self.countries:
                self.defect(row, f'no provider "{provider}": left out')
            else:
                of[provided].append(row)
        kinds: dict[str, list[str]] = defaultdict(list)
        for gate in self.out.gates:
            if gate.gate != "not_needed":
                kinds[gate.parent].append(gate.kind)
        for eto, rows in of.items():
            if self.supplied_below(eto, kinds, of, set()):
                name = self.out.names[eto]
                self.defect(rows[0], f"{name}: providers of the whole are left out, its kinds have their own")
            else:
                self.suppliers(eto, rows)

    def supplied_below(
        self, eto: str, kinds: Mapping[str, list[str]], of: Mapping[str, list[Row]], seen: set[str]
    ) -> bool:
        """Whether a kind of it, or a kind of that, has providers of its own."""
        if eto in seen:
            return False
        seen.add(eto)
        return any(kind in of or self.supplied_below(kind, kinds, of, seen) for kind in kinds.get(eto, ()))

    def suppliers(self, eto: str, rows: list[Row]) -> None:
        """The firms that provide it; the countries only where no firm is named."""
        newest = max(r.get("year") or "" for r in rows)
        dated = [r for r in rows if (r.get("year") or "") == newest]
        if len(dated) < len(rows):
            self.defect(
                rows[0], f"{self.out.names[eto]}: {len(rows) - len(dated)} rows older than {newest} left out"
            )
        firms = [r for r in dated if r.get("provider_id") in self.companies]
        named = firms or [r for r in dated if self.countries.get(r.get("provider_id") or "")]
        once: dict[str, Row] = {}
        for row in named:
            key = (
                self.companies.get(row.get("provider_id") or "")
                or f"unnamed:{self.countries[row.get('provider_id') or '']}"
            )
            if key in once:
                self.defect(
                    row, f"a second row for {row.get('provider_name')} and {self.out.names[eto]}: left out"
                )
            else:
                once[key] = row
        shares = {key: self.share(row) for key, row in once.items()}
        blank = [key for key, share in shares.items() if share is None]
        if blank:
            row = once[blank[0]]
            self.defect(
                row,
                f"{self.out.names[eto]}: {len(blank)} of {len(once)} shares are blank: not known, not nought",
            )
        total = sum(s for s in shares.values() if s is not None)
        if total > OVER:
            row = next(iter(once.values()))
            self.defect(row, f"{self.out.names[eto]}: shares add up to {100 * total:.4g} percent: left out")
            shares = dict.fromkeys(shares)
        for key, row in once.items():
            cells = {"as_of": newest if newest.isdigit() and len(newest) == 4 else self.out.as_of}
            share = shares[key]
            if share is not None:
                cells |= {"share": repr(share), "measure": "value", "period": cells["as_of"]}
            self.edge(row, self.out.ids[eto], "supplied_by", key, "analyst-estimate", "medium", **cells)
        others = total < WHOLE or any(s is None for s in shares.values())
        if others or not once:
            row = rows[0]
            cells = {"from": self.out.ids[eto], "relation": "supplied_by", "to": "unknown"}
            self.edges.append(Row(row.file, row.line, cells))

    def share(self, row: Row) -> float | None:
        text = (row.get("share_provided") or "").removesuffix("%").strip()
        if not text:
            return None
        try:
            value = round(float(text) / 100, 9)
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1:
            self.defect(row, f'"{text}" is no percentage: taken as not known')
            return None
        return value

    def about(self) -> None:
        if self.out.target is None and not self.out.ids:
            raise DatasetError(
                [Problem("inputs.csv", 1, 1, "", "no inputs", "table-file", "is this ETO's file?")]
            )
        source = {
            "id": SOURCE,
            "title": "Advanced Semiconductor Supply Chain Dataset",
            "publisher": "Emerging Technology Observatory",
            "url": "https://eto.tech/dataset-docs/chipexplorer",
            "licence": "CC-BY-NC-4.0",
            "note": "Imported from the user's own copy; most figures repeat other sources.",
        }
        self.out.tables.rows["sources"] = [Row("sources", 1, source)]
