"""The records of a dataset: frozen values, the one definition of its form.

The JSON Schema in ``datasets/schema``, the data dictionary and the messages of the
loader all come from these models.
"""

from .base import Record
from .claim import Claim, ClaimFinding, ClaimRule
from .company import Company, Listing, Owner
from .component import (
    Alternative,
    Basis,
    Buyer,
    Component,
    NotNeeded,
    PerWafer,
    Place,
    Requirement,
    Supplier,
)
from .control import Control, ControlTarget, Coverage, Reach, TimelineEntry
from .dispute import Dispute, Position
from .evidence import Citation, Evidence
from .manifest import Layer, Manifest, Retired, RetiredId
from .scenario import Addition, Scenario, Setting
from .source import Source
from .values import Capacity, Share, Spec, Stock

__all__ = [
    "Addition",
    "Alternative",
    "Basis",
    "Buyer",
    "Capacity",
    "Citation",
    "Claim",
    "ClaimFinding",
    "ClaimRule",
    "Company",
    "Component",
    "Control",
    "ControlTarget",
    "Coverage",
    "Dispute",
    "Evidence",
    "Layer",
    "Listing",
    "Manifest",
    "NotNeeded",
    "Owner",
    "PerWafer",
    "Place",
    "Position",
    "Reach",
    "Record",
    "Requirement",
    "Retired",
    "RetiredId",
    "Scenario",
    "Setting",
    "Share",
    "Source",
    "Spec",
    "Stock",
    "Supplier",
    "TimelineEntry",
]
