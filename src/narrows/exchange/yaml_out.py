"""Records as YAML files, in the spelling that the strict reader takes for the same values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from ..graph.strict_yaml import plain

FLOW = frozenset({"evidence", "shares", "made_in", "layers", "stock"})


class _Writer(yaml.SafeDumper):
    """No aliases, lists indented, and quotes wherever a text could be read as something else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


class _Inline(dict[str, Any]):
    """A group that is written on one line."""


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    risky = not isinstance(plain(text), str) or (text[:1].isdigit() and not text.isalpha())
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style='"' if risky else None)


def _inline(writer: yaml.SafeDumper, group: _Inline) -> yaml.MappingNode:
    return writer.represent_mapping("tag:yaml.org,2002:map", dict(group), flow_style=True)


_Writer.add_representer(str, _text)
_Writer.add_representer(_Inline, _inline)


def record_text(value: Mapping[str, Any]) -> str:
    """A record's file.

    >>> print(record_text({"id": "nor", "headquarters": "NO"}))
    id: nor
    headquarters: 'NO'
    <BLANKLINE>
    """
    return str(
        yaml.dump(
            _plain(value, ""),
            Dumper=_Writer,
            sort_keys=False,
            allow_unicode=True,
            width=110,
            default_flow_style=False,
        )
    )


def _plain(value: Any, name: str) -> Any:
    if isinstance(value, Mapping):
        group = {key: _plain(item, key) for key, item in value.items()}
        return _Inline(group) if name in FLOW else group
    if isinstance(value, (list, tuple)):
        return [_plain(item, name) for item in value]
    return value
