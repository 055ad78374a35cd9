"""What every record shares: it is frozen, strict about types, and knows no other fields."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ID_PATTERN = r"^[a-z0-9][a-z0-9.]*(-[a-z0-9.]+)*$"

Id = Annotated[
    str,
    Field(
        pattern=ID_PATTERN,
        max_length=60,
        description="Lower-case letters, digits, dots and single hyphens; the file's name.",
    ),
]
Country = Annotated[
    str,
    Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2 country code, such as KR."),
]
Date = Annotated[
    str,
    Field(
        pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$",
        description='A quoted date: "2025", "2025-06" or "2025-06-30"; a year counts as its last day.',
    ),
]
Period = Annotated[
    str,
    Field(
        pattern=r"^\d{4}(-(H[12]|Q[1-4]|(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?))?$",
        description='A quoted year, half, quarter, month or day: "2025", "2025-H1", "2025-Q2", "2025-06".',
    ),
]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\r\n]+$")]
Months = Annotated[float, Field(ge=0, le=600, description="Months, 0 to 600.")]
Side = Annotated[
    str,
    Field(pattern=r"^[A-Z]$", description="Which side of the dispute this supports: A, B, ..."),
]
OfferingRef = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9.-]*@[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)?$",
        max_length=140,
        description="component@company, or component@company/place for one place of it.",
    ),
]
Measure = Literal["revenue", "units", "bits", "wafers", "capacity", "value"]


class Record(BaseModel):
    """A frozen value with exactly the fields below; a misspelt field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Disputable(Record):
    """Something that one side of a dispute asserts."""

    dispute: Id | None = Field(
        default=None, description="The id of the dispute in which this is one side's statement."
    )
    position: Side | None = Field(
        default=None, description="The side that asserts it; required with dispute."
    )
