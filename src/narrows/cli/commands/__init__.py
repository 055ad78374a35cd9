"""The options of the commands, a module for each group; the order of help is the order here."""

from . import (
    authoring,
    dataset,
    exchanging,
    groups,
    making,
    measures,
    pictures,
    quantities,
    reports,
    review,
    what_ifs,
)

GROUPS = (
    dataset,
    review,
    groups,
    measures,
    what_ifs,
    quantities,
    making,
    pictures,
    reports,
    authoring,
    exchanging,
)
