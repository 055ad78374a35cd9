"""What goes with the data: a Frictionless data package, citations, a licence note, checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import yaml

from ...graph.dataset import Dataset
from ...graph.tables.columns import TABLES, Column

TYPES = {"text": "string", "number": "number", "whole": "integer", "flag": "boolean"}
AUTHORS = "The Narrows developers"
KEYWORDS = ("supply chain", "semiconductors", "AI accelerators", "chokepoint", "export controls")
SUMS = "SHA256SUMS"


def papers(dataset: Dataset, files: Mapping[str, bytes], moment: datetime) -> dict[str, bytes]:
    """The descriptions of a release by name, checksums last."""
    out = {
        "datapackage.json": _json(package(dataset, files, moment)),
        "CITATION.cff": citation(dataset, moment),
        ".zenodo.json": _json(zenodo(dataset, moment)),
        "README.md": readme(dataset).encode("utf-8"),
    }
    every = {**files, **out}
    sums = (f"{hashlib.sha256(every[name]).hexdigest()}  {name}\n" for name in sorted(every))
    return {**out, SUMS: "".join(sums).encode()}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def package(dataset: Dataset, files: Mapping[str, bytes], moment: datetime) -> dict[str, Any]:
    """The descriptor of a tabular data package (Frictionless Data Package, version 1)."""
    manifest = dataset.manifest
    return {
        "profile": "tabular-data-package",
        "name": "narrows-"
        + "".join(c if c.isalnum() else "-" for c in manifest.title.lower()).strip("-")[:80],
        "title": manifest.title,
        **({"description": manifest.description} if manifest.description else {}),
        "version": manifest.version,
        "created": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licenses": [{"name": manifest.licence}],
        "contributors": [{"title": AUTHORS, "role": "author"}],
        "keywords": list(KEYWORDS),
        "resources": [_resource(name, files[f"{name}.csv"]) for name in TABLES],
    }


def _resource(name: str, data: bytes) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in TABLES[name]], "missingValues": [""]}
    if name in ("nodes", "sources"):
        schema["primaryKey"] = ["id"]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": TYPES[column.form], "description": column.meaning}
    if column.form == "flag":
        field |= {"trueValues": ["yes"], "falseValues": ["no"]}
    rules: dict[str, Any] = {"required": True} if column.name in ("id", "from", "to", "relation") else {}
    if column.options:
        rules["enum"] = list(column.options)
    return {**field, **({"constraints": rules} if rules else {})}


def citation(dataset: Dataset, moment: datetime) -> bytes:
    """How to cite the data, in the Citation File Format 1.2.0."""
    manifest = dataset.manifest
    value = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it with its version.",
        "title": manifest.title,
        "type": "dataset",
        "authors": [{"name": AUTHORS}],
        "version": manifest.version,
        "date-released": moment.date().isoformat(),
        "license": manifest.licence,
        "keywords": list(KEYWORDS),
    }
    return str(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)).encode("utf-8")


def zenodo(dataset: Dataset, moment: datetime) -> dict[str, Any]:
    """What Zenodo takes over when the release is deposited."""
    manifest = dataset.manifest
    return {
        "title": manifest.title,
        "upload_type": "dataset",
        "description": manifest.description or manifest.title,
        "version": manifest.version,
        "publication_date": moment.date().isoformat(),
        "access_right": "open",
        "license": manifest.licence.lower(),
        "creators": [{"name": AUTHORS}],
        "keywords": list(KEYWORDS),
    }


def readme(dataset: Dataset) -> str:
    """What is in the folder, for somebody who has only the folder."""
    m = dataset.manifest
    made_up = (
        "\nThe data is made up: it is for learning, and says nothing about the world.\n"
        if m.synthetic
        else ""
    )
    return f"""# {m.title}

Version {m.version}, as of {m.as_of}. Licence: {m.licence}.
{made_up}
| file | what it is |
|---|---|
| `nodes.csv` | components and companies |
| `edges.csv` | who needs what, who supplies it, who owns whom, with shares |
| `statements.csv` | every fact with its evidence, also both sides of disputes |
| `sources.csv` | the documents |
| `tables.xlsx` | the four tables as sheets |
| `dataset.json` | all records with all fields |
| `dataset.yaml` | title, version, layers, default target |
| `graph.graphml` | who can supply whom, for graph tools; it does not tell "all of" from "any of" |
| `datapackage.json` | a description of the tables for programs (Frictionless Data Package) |
| `SHA256SUMS` | checksums of all other files: `sha256sum -c SHA256SUMS` |

Rows of `edges.csv` with the same `from` and `role` are alternatives: one is enough, unless `at_least` says
more. Different roles of one component are all needed. An empty share means not known, never nought. A cell
that begins like a formula has an apostrophe before it.

`narrows import csv FOLDER -o NEW` makes a dataset of the tables again, with the same chokepoints.
What the tables have no column for (specifications, capacities, buyers, controls, claims, scenarios) is in
`dataset.json`.
"""
