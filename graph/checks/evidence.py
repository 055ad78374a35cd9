"""Rules on evidence, disputes and timelines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from types import MappingProxyType

from ..dataset import Dataset
from ..dates import last_day
from ..problems import Finding, Loc
from ..records import (
    Buyer,
    Capacity,
    Coverage,
    NotNeeded,
    Owner,
    PerWafer,
    Record,
    Share,
    Spec,
    Stock,
    TimelineEntry,
)
from ..records.base import Disputable
from . import walk

RANK = MappingProxyType({"low": 0, "medium": 1, "high": 2})
CEILING = MappingProxyType(
    {
        "filing": "high",
        "regulator": "high",
        "company-statement": "high",
        "teardown": "high",
        "analyst-estimate": "medium",
        "press": "medium",
        "inference": "medium",
        "own-calculation": "medium",
        "private": "medium",
    }
)


def no_evidence(dataset: Dataset) -> Iterator[Finding]:
    """Every statement has evidence, unless the dataset is synthetic; what a scenario supposes has none."""
    if dataset.manifest.synthetic:
        return
    supposed = {dataset.files[id_] for id_ in dataset.scenarios}
    bare: list[tuple[str, Loc, str, str]] = []
    for need, loc, alt in walk.alternatives(dataset):
        if not alt.unknown and alt.evidence is None:
            bare.append((need.file, loc, "an alternative", "evidence"))
        if alt.lead_time_months is not None and alt.lead_time_evidence is None:
            bare.append((need.file, (*loc, "lead_time_months"), "a lead time", "lead_time_evidence"))
    for need in walk.requirements(dataset):
        requirement = need.requirement
        if requirement.runs_without_months is not None and requirement.runs_without_evidence is None:
            where = (*need.loc, "runs_without_months")
            bare.append((need.file, where, "a buffer", "runs_without_evidence"))
        if requirement.amount is not None and requirement.amount_evidence is None:
            bare.append((need.file, (*need.loc, "amount"), "an amount", "amount_evidence"))
    for component in dataset.components.values():
        if component.stock_lasts_months is not None and component.stock_lasts_evidence is None:
            at = (dataset.files[component.id], ("stock_lasts_months",))
            bare.append((*at, "how long a stock lasts", "stock_lasts_evidence"))
    for file, loc, _, supplier in walk.suppliers(dataset):
        if not supplier.unknown and supplier.evidence is None:
            bare.append((file, loc, "a supplier", "evidence"))
        if supplier.lead_time_months is not None and supplier.lead_time_evidence is None:
            bare.append((file, (*loc, "lead_time_months"), "a lead time", "lead_time_evidence"))
    names: dict[type[Record], str] = {
        Share: "a share",
        Capacity: "a capacity",
        Stock: "a stock",
        Spec: "a specification",
        PerWafer: "a number from one wafer",
        NotNeeded: "a negative",
        Owner: "a stake",
        TimelineEntry: "a date",
        Coverage: "a coverage",
    }
    for kind, name in names.items():
        found = walk.everywhere(dataset, kind)
        bare += [(file, loc, name, "evidence") for file, loc, value in found if value.evidence is None]
    for file, loc, buyer in walk.everywhere(dataset, Buyer):
        if buyer.evidence is None and not buyer.shares:
            bare.append((file, loc, "a buyer", "evidence"))
    for claim in dataset.claims.values():
        if claim.evidence is None:
            bare.append((dataset.files[claim.id], ("id",), "a claim", "evidence"))
        for i, found_so in enumerate(claim.rule.findings):
            if found_so.evidence is None:
                bare.append((dataset.files[claim.id], ("rule", "findings", i), "a finding", "evidence"))
    for file, loc, what, field in bare:
        if file not in supposed:
            yield Finding(
                file,
                loc,
                "no-evidence",
                f"{what} without evidence",
                f'add "{field}:" with kind, as_of, confidence and cites',
            )


def no_cites(dataset: Dataset) -> Iterator[Finding]:
    """Evidence cites a source, unless it is private: then a note says who knows it, and how."""
    for file, loc, evidence in walk.evidence_of(dataset):
        if evidence.kind != "private" and not evidence.cites:
            yield Finding(
                file,
                loc,
                "no-cites",
                f"evidence of kind {evidence.kind} that cites no source",
                'add "cites: [{source: ...}]" with the id of a file in sources/',
            )
        if evidence.kind != "private":
            continue
        if evidence.cites or evidence.via:
            yield Finding(
                file,
                loc,
                "private-evidence",
                "private evidence that cites a source",
                "what a source states has one of the other kinds; delete the source, or change the kind",
            )
        elif evidence.note is None:
            yield Finding(
                file,
                loc,
                "private-evidence",
                "private evidence without a note",
                'add "note:" and say who knows it, and how',
            )


def private_evidence(dataset: Dataset) -> Iterator[Finding]:
    """What nobody else can read stands in overlays and in private data, not in a published dataset."""
    if dataset.manifest.private:
        return
    own = {dataset.files[id_] for id_ in dataset.overlaid}
    for file, loc, evidence in walk.evidence_of(dataset):
        if evidence.kind == "private" and file not in own:
            yield Finding(
                file,
                (*loc, "kind"),
                "private-evidence",
                "private evidence in a dataset that others are to check",
                'cite a source that they can read, keep it in an overlay, or write "private: true" in '
                "dataset.yaml",
            )


def via_confidence(dataset: Dataset) -> Iterator[Finding]:
    """What was read only through another source is at most medium."""
    for file, loc, evidence in walk.evidence_of(dataset):
        if evidence.via is not None and evidence.confidence == "high":
            yield Finding(
                file,
                (*loc, "confidence"),
                "via-confidence",
                "high confidence in a source read via another",
                'write "medium", or open the source itself and delete "via"',
            )


def confidence_ceiling(dataset: Dataset) -> Iterator[Finding]:
    """Confidence does not exceed what its kind of evidence allows."""
    for file, loc, evidence in walk.evidence_of(dataset):
        ceiling = CEILING[evidence.kind]
        if RANK[evidence.confidence] > RANK[ceiling]:
            yield Finding(
                file,
                (*loc, "confidence"),
                "confidence-ceiling",
                f"{evidence.confidence} confidence in evidence of kind {evidence.kind}",
                f"{ceiling} is the most for this kind",
            )


def future_date(dataset: Dataset) -> Iterator[Finding]:
    """Nothing is stated for a date after the dataset's own; an overlay may be newer."""
    limit = last_day(dataset.manifest.as_of)
    own = {dataset.files[id_] for id_ in dataset.overlaid}
    for file, loc, evidence in walk.evidence_of(dataset):
        as_of = evidence.as_of
        if as_of > limit[: len(as_of)] and file not in own:
            yield Finding(
                file,
                (*loc, "as_of"),
                "future-date",
                f"as_of {as_of} is after the dataset's date {dataset.manifest.as_of}",
                "as_of is when the statement was true; a forecast has an earlier as_of, "
                '"forecast: true" and a later period',
            )


def dispute_default(dataset: Dataset) -> Iterator[Finding]:
    """A dispute's default is one of its sides, and a side stands once."""
    for dispute in dataset.disputes.values():
        file = dataset.files[dispute.id]
        sides = [p.id for p in dispute.positions]
        if dispute.default not in sides:
            yield Finding(
                file,
                ("default",),
                "dispute-default",
                f'no position "{dispute.default}"',
                f"its sides: {', '.join(sides)}",
            )
        for i, side in enumerate(sides):
            if side in sides[:i]:
                yield Finding(
                    file,
                    ("positions", i, "id"),
                    "duplicate-position",
                    f'the position "{side}" stands here a second time',
                    "give it the next letter",
                )


def dispute_side(dataset: Dataset) -> Iterator[Finding]:
    """Each side of a dispute has a statement."""
    used: dict[str, set[str]] = defaultdict(set)
    for _, _, value in walk.everywhere(dataset, Disputable):
        if value.dispute and value.position:
            used[value.dispute].add(value.position)
    for dispute in dataset.disputes.values():
        for i, position in enumerate(dispute.positions):
            if used[dispute.id] and position.id not in used[dispute.id]:
                hint = f'write "dispute: {dispute.id}" and "position: {position.id}" at the one that does'
                yield Finding(
                    dataset.files[dispute.id],
                    ("positions", i),
                    "dispute-side",
                    f"no statement takes side {position.id}",
                    hint,
                    "warning",
                )


def timeline_order(dataset: Dataset) -> Iterator[Finding]:
    """A control's timeline is in order, oldest first."""
    for control in dataset.controls.values():
        dates = [entry.date for entry in control.timeline]
        for i in range(1, len(dates)):
            if last_day(dates[i]) < last_day(dates[i - 1]):
                yield Finding(
                    dataset.files[control.id],
                    ("timeline", i, "date"),
                    "timeline-order",
                    f"{dates[i]} stands below {dates[i - 1]}",
                    "put the oldest first",
                )


RULES = (
    no_evidence,
    no_cites,
    private_evidence,
    via_confidence,
    confidence_ceiling,
    future_date,
    dispute_default,
    timeline_order,
)
WHOLE = (dispute_side,)
