"""What every record shares: it is frozen, strict about types, and knows no other fields."""

from __future__ import annotations

import datetime
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

ID_PATTERN = r"^[a-z0-9][a-z0-9.]*(-[a-z0-9.]+)*$"
COUNTRY_PATTERN = r"^[A-Z]{2}$"
DATE_PATTERN = r"^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
PERIOD_PATTERN = r"^[12][0-9]{3}(-(H[12]|Q[1-4]|(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?))?$"
LINE_PATTERN = r"^[^\r\n]+$"
SIDE_PATTERN = r"^[A-Z]$"
OFFERING_PATTERN = r"^[a-z0-9][a-z0-9.-]*@[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)?$"
MARKET_PATTERN = r"^(world|[A-Z]{2}|[a-z0-9][a-z0-9.-]*)$"
URL_PATTERN = r"^https?://[^\s<>\"']+$"
LANGUAGE_PATTERN = r"^[a-z]{2}(-[A-Za-z]{2,8})?$"
VERSION_PATTERN = r"^[12][0-9]{3}\.(0[1-9]|1[0-2])\.(0|[1-9][0-9]*)$"
PLAIN_ERRORS = MappingProxyType(
    {
        "no_such_day": "check the month's last day",
        "only_true": "write true without quotes, or delete the line",
    }
)


def _real_day(text: str) -> str:
    if len(text) == 10:
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            raise PydanticCustomError("no_such_day", "is no day of the calendar") from None
    return text


def _only_true(value: Any) -> Any:
    if value is not True:
        raise PydanticCustomError("only_true", "stands where only true can stand")
    return value


Id = Annotated[
    str,
    Field(
        pattern=ID_PATTERN,
        max_length=60,
        description="The file's name without its ending.",
    ),
]
Country = Annotated[
    str,
    Field(pattern=COUNTRY_PATTERN, description="A two-letter country code of ISO 3166-1."),
]
Date = Annotated[
    str,
    Field(
        pattern=DATE_PATTERN,
        description='A quoted date: "2025", "2025-06" or "2025-06-30"; a year counts as its last day.',
    ),
    AfterValidator(_real_day),
]
Period = Annotated[
    str,
    Field(
        pattern=PERIOD_PATTERN,
        description='A quoted year, half, quarter, month or day: "2025", "2025-H1", "2025-Q2", "2025-06".',
    ),
    AfterValidator(_real_day),
]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=LINE_PATTERN)]
Months = Annotated[float, Field(ge=0, le=600, description="Months, 0 to 600.")]
Side = Annotated[
    str,
    Field(pattern=SIDE_PATTERN, description="Which side of the dispute this supports: A, B, ..."),
]
OfferingRef = Annotated[
    str,
    Field(
        pattern=OFFERING_PATTERN,
        max_length=140,
        description="component@company, or component@company/place for one place of it.",
    ),
]
Market = Annotated[
    str,
    Field(pattern=MARKET_PATTERN, max_length=60, description="world, a country code, or a buyer's id."),
]
LocalNames = dict[Annotated[str, Field(pattern=LANGUAGE_PATTERN)], Line]
OnlyTrue = Annotated[Literal[True], BeforeValidator(_only_true)]
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
