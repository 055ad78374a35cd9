"""One planted fault for each rule, with every line that the loader says of it.

The faults and the lines stand in faults/*.yaml, where a change of wording shows as a change of text.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from narrows.graph import checks

GRAPH = Path(checks.__file__).resolve().parent.parent
SOURCES = [GRAPH / f"{name}.py" for name in ("loader", "messages", "strict_yaml")]
SOURCES += sorted((GRAPH / "checks").glob("*.py"))
# The place of the rule among the arguments of what makes a problem.
RULE_ARGUMENT = {
    "Problem": 5,
    "Finding": 2,
    "_exactly_one": 2,
    "_missing": 2,
    "_unread": 2,
    "_unused": 2,
    "problem": 2,
}
FAULTS: list[dict[str, Any]] = [
    fault
    for path in sorted((Path(__file__).parent / "faults").glob("*.yaml"))
    for fault in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def rule_of(line: str) -> str:
    return line.rpartition("[")[2].rstrip("]")


def constants(node: ast.expr) -> Iterator[str]:
    """The texts an expression can be; a name or attribute called rule hands one on."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*constants(body), *constants(orelse))
        case ast.Name(id="rule") | ast.Attribute(attr="rule"):
            return
        case _:
            raise AssertionError(f"a rule that this test cannot read: {ast.unparse(node)}")


def rules_in(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in RULE_ARGUMENT:
                yield from constants(node.args[RULE_ARGUMENT[name]])
            case ast.Return(value=ast.Tuple(elts=[first, _, _])) if source.name == "messages.py":
                yield from constants(first)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault['rule']}: {fault['about']}")
def test_says_what_is_wrong_and_where(fault: dict[str, Any], says: Callable[..., list[str]]) -> None:
    lines = says(*fault["edits"])
    assert lines == fault["says"]
    assert fault["rule"] in {rule_of(line) for line in lines}


def test_every_rule_has_a_planted_fault() -> None:
    written = {rule for source in SOURCES for rule in rules_in(source)}
    planted = {fault["rule"] for fault in FAULTS}
    assert len(written) > 60
    assert written - planted == set(), "plant a fault for these in tests/graph/faults"
    assert planted - written == set(), "no such rule"


def test_every_check_is_run_and_says_its_rule() -> None:
    modules = [m for m in vars(checks).values() if inspect.ismodule(m) and checks.__name__ in m.__name__]
    functions = {
        function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and inspect.signature(function).return_annotation == "Iterator[Finding]"
    }
    assert functions == set(checks.RULES)
    assert len(checks.RULES) == len(functions) > 40
    assert all(function.__doc__ for function in functions)


def test_no_two_faults_have_the_same_name() -> None:
    names = [(fault["rule"], fault["about"]) for fault in FAULTS]
    assert len(names) == len(set(names))


def test_a_message_is_one_readable_line() -> None:
    for line in {line for fault in FAULTS for line in fault["says"]}:
        words = line.partition(": ")[2].rpartition(" [")[0]
        assert words, line
        assert line.isprintable(), line
        assert len(line) < 400, line
        assert not words.endswith((".", ";", ":")), line
        assert "None" not in words, line
