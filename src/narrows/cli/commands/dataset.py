"""What is in a dataset, and whether it is valid."""

from __future__ import annotations

from ..argument_types import whole_number
from ..options import output_options, target_argument
from ..output import FORMATS
from .declare import Add


def declare(add: Add) -> None:
    """What is in a dataset, and whether it is valid."""
    listing = add("list", "basics", "what is in the dataset", reading=False)
    kinds = (
        "components",
        "companies",
        "targets",
        "layers",
        "sources",
        "controls",
        "disputes",
        "scenarios",
        "claims",
    )
    listing.add_argument("kind", nargs="?", choices=kinds, default="components")

    show = add("show", "basics", "one record, with what it needs and who makes it", reading=False)
    show.add_argument("id")

    depends = add(
        "depends", "basics", "everything that depends on a component, offering or company", reading=False
    )
    depends.add_argument("id")

    validate = add(
        "validate",
        "checking",
        "check a dataset: every problem with file, line and remedy",
        graph=False,
        output=False,
    )
    validate.add_argument(
        "path", nargs="?", help="a dataset's folder or name; default: those that come along"
    )
    validate.add_argument(
        "--overlay", action="append", default=[], metavar="PATH", help="with this laid over it (repeatable)"
    )
    validate.add_argument("--release", action="store_true", help="warnings count as errors")
    output_options(
        validate,
        ("text", "github", "sarif", *FORMATS),
        "text (default), github (annotations of workflows), sarif, or a table; or the ending of --output",
    )

    schema = add("schema", "checking", "the JSON Schema of the records", graph=False)
    schema.add_argument("kind", nargs="?", help="component, company, source, ...; default: all")
    schema.add_argument(
        "--write",
        metavar="FOLDER",
        nargs="?",
        const="datasets/schema",
        help="write all schemas into a folder (default datasets/schema)",
    )
    schema.add_argument(
        "--markdown",
        metavar="PAGE",
        nargs="?",
        const="",
        help="tables of all fields; with PAGE, put them into its marked places",
    )

    why = add(
        "why", "analyses", "the statements between a node and a target, with their sources", reading=False
    )
    why.add_argument(
        "names", nargs="+", metavar="[TARGET] NODE", help="a node, after the target if not the default"
    )

    evidence = add("evidence", "evidence", "what an answer rests on, what is missing, whether it survives")
    target_argument(evidence)
    part = evidence.add_mutually_exclusive_group()
    part.add_argument("--gaps", action="store_true", help="what the dataset does not say, counted and listed")
    part.add_argument(
        "--sample",
        type=whole_number,
        metavar="N",
        help="N statements with their sources, drawn from the dataset, or from under TARGET if it is named",
    )
    part.add_argument(
        "--conclusion",
        action="store_true",
        help="does the headline survive without low confidence, each source, each relay?",
    )
    evidence.add_argument("--seed", type=int, metavar="S", help="with --sample: the seed (default 1)")
    evidence.add_argument(
        "--remove",
        action="append",
        default=[],
        metavar="X",
        help="with --conclusion: what is taken away (repeatable; default nvidia)",
    )
    evidence.add_argument(
        "--all-components", action="store_true", help="the whole dataset, not only what the target needs"
    )
