"""JSON Schema of the dataset's files, generated from the records.

The committed copies in ``datasets/schema`` let editors complete and check fields while people type.
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

from .records import (
    Claim,
    Company,
    Component,
    Control,
    Dispute,
    Manifest,
    Record,
    Retired,
    Scenario,
    Source,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: MappingProxyType[str, type[Record]] = MappingProxyType(
    {
        "claim": Claim,
        "company": Company,
        "component": Component,
        "control": Control,
        "dataset": Manifest,
        "dispute": Dispute,
        "retired": Retired,
        "scenario": Scenario,
        "source": Source,
    }
)


def schemas() -> dict[str, str]:
    """The text of every schema by file name, such as ``component.schema.json``; the same bytes each time."""
    return {f"{name}.schema.json": _text(name, model) for name, model in MODELS.items()}


def _text(name: str, model: type[Record]) -> str:
    schema = tidy(model.model_json_schema())
    schema |= {"$schema": DIALECT, "title": f"Narrows {name}"}
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def tidy(node: Any) -> Any:
    """A schema without what YAML files cannot say (null: a field is absent) and without repeated titles."""
    if isinstance(node, list):
        return [tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    out = {key: tidy(value) for key, value in node.items() if key != "properties"}
    if "properties" in node:
        out["properties"] = {name: tidy(value) for name, value in node["properties"].items()}
    if isinstance(out.get("title"), str):
        del out["title"]
    if "default" in out and out["default"] is None:
        del out["default"]
    if "patternProperties" in out:
        out["additionalProperties"] = False
    choices = [choice for choice in out.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        del out["anyOf"]
        out = {**choices[0], **out}
    return out
