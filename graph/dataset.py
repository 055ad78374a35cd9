"""A loaded dataset: records by id, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .records import Claim, Company, Component, Control, Dispute, Manifest, Retired, Scenario, Source


@dataclass(frozen=True, slots=True)
class Dataset:
    """The records of one dataset, each mapping sorted by id.

    ``files`` gives the path of each record in the dataset's folder, by id. ``overlays`` names the
    overlays laid over it, ``overlaid`` the records that one of them adds or changes, by id.
    """

    manifest: Manifest
    components: Mapping[str, Component] = field(default_factory=dict)
    companies: Mapping[str, Company] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    controls: Mapping[str, Control] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    disputes: Mapping[str, Dispute] = field(default_factory=dict)
    retired: Retired = field(default_factory=Retired)
    files: Mapping[str, str] = field(default_factory=dict)
    overlays: tuple[str, ...] = ()
    overlaid: Mapping[str, str] = field(default_factory=dict)
    found: dict[type, list[Any]] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What a walk through all records found, by kind: filled when a check first asks."""

    @property
    def layer_order(self) -> tuple[str, ...]:
        """Layer ids, top to bottom."""
        return tuple(layer.id for layer in self.manifest.layers)

    def name(self, id_: str) -> str:
        """The name people know a component or company by; the id itself if there is none."""
        record = self.components.get(id_) or self.companies.get(id_)
        return record.name if record else id_
