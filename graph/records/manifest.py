"""dataset.yaml and retired.yaml."""

from __future__ import annotations

from pydantic import Field

from .base import VERSION_PATTERN, Date, Id, Line, Record, Text


class Layer(Record):
    """Where components sit, top to bottom."""

    id: Id = Field(description="Short id of the layer; the name of its folder in components/.")
    name: Line = Field(description="The name a policy reader knows it by.")
    unit: Line | None = Field(
        default=None,
        description='What components of the layer are counted in, in the plural: "dies", "wafers".',
    )
    expects: tuple[Line, ...] = Field(
        default=(),
        description="Roles that every component of the layer should have, so that gaps can be listed.",
    )


class Manifest(Record):
    """What a dataset is."""

    title: Line = Field(description="What the dataset is called.")
    description: Text | None = Field(default=None, description="What it covers.")
    version: str = Field(pattern=VERSION_PATTERN, description="YYYY.MM.N, quoted.")
    as_of: Date = Field(description="The date up to which sources were read.")
    licence: Line = Field(description="SPDX identifier of the data's licence.")
    layers: tuple[Layer, ...] = Field(min_length=1, description="Top (the target) to bottom.")
    default_target: Id = Field(description="The component asked about when none is named.")
    synthetic: bool = Field(
        default=False, description="true for made-up data: statements then need no evidence."
    )
    private: bool = Field(
        default=False,
        description="true for data that is not published: statements may then rest on evidence of kind "
        "private.",
    )
    cite_as: Text | None = Field(default=None, description="How to cite it.")


class RetiredId(Record):
    """An id that never returns."""

    id: Id = Field(description="The id, as it was.")
    date: Date = Field(description="When it was retired.")
    replaced_by: Id | None = Field(default=None, description="What to use instead.")
    reason: Text = Field(description="Why.")


class Retired(Record):
    """The ids that never return."""

    retired: tuple[RetiredId, ...] = Field(default=(), description="The ids, each with the reason.")
