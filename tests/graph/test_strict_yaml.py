"""Strict YAML: one meaning per spelling, a place for every value, and never a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from narrows.graph.quick_yaml import Doubt, quick_value
from narrows.graph.strict_yaml import MAX_DEPTH, Parsed, parse, plain

GOOD = Path(__file__).parent / "good"
# Norway and other truths of YAML 1.1; its dates, times, octals and other numbers; names of chips.
WORDS = """
NO No no yes Yes on off y n True TRUE False Null NULL nil
2025-06 2025-06-30 2025-06-30T12:00:00Z 12:30 12:30:45 190:20:30
007 0o14 0x1F 0b1 1_000 1,000 +1 1. 1.e5 --1 1-1 - -- .inf -.inf .nan .NaN Infinity NaN
e5 E5 E3 -e5 e-5 5e 5e+ 1e5x 1e999 -1e999 4N N4 3nm 62% ½ ２０２５
"""


def rules(text: str) -> list[str]:
    return [problem.rule for problem in parse(text, "file.yaml").problems]


def value(text: str) -> Any:
    parsed = parse(f"a: {text}\n", "file.yaml")
    assert parsed.problems == []
    return parsed.value["a"]


def says(text: str) -> list[str]:
    return [str(problem) for problem in parse(text, "file.yaml").problems]


@pytest.mark.parametrize("text", WORDS.split())
def test_what_is_not_clearly_a_number_or_a_truth_is_text(text: str) -> None:
    assert plain(text) == text
    assert isinstance(plain(text), str)
    if text not in {"-"}:
        assert value(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-0", 0),
        ("12", 12),
        ("-3", -3),
        ("0.62", 0.62),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1e5", 1e5),
        ("1E-3", 1e-3),
        ("1.5e+3", 1500.0),
        ("0.0", 0.0),
        ("9" * 299, int("9" * 299)),
    ],
)
def test_numbers_and_truths(text: str, expected: object) -> None:
    assert value(text) == expected
    assert type(value(text)) is type(expected)


@pytest.mark.parametrize("text", ["1" * 300, "9" * 5000, "1." + "0" * 400, "-" + "7" * 100_000])
def test_huge_numbers_stay_text(text: str) -> None:
    assert value(text) == text


@pytest.mark.parametrize("text", ["true", "12", "0.5", "null", "~", "2025", "*a", "&a", "!a"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_what_stands_in_quotes_is_text(text: str, quote: str) -> None:
    assert value(f"{quote}{text}{quote}") == text


def test_lists_are_frozen_and_groups_keep_their_order() -> None:
    assert value("[1, [b, c], {z: 1, y: 2}]") == (1, ("b", "c"), {"z": 1, "y": 2})
    assert list(value("{z: 1, y: 2}")) == ["z", "y"]


def test_block_text() -> None:
    assert parse("a: |\n  one\n  two\nb: >-\n  three\n  four\n", "f").value == {
        "a": "one\ntwo\n",
        "b": "three four",
    }


def test_places() -> None:
    parsed = parse("a: 1\nlist:\n  - x: 2\n    y: [3, 4]\n", "f")
    assert parsed.position(("a",)) == (1, 4)
    assert parsed.position(("a",), of_key=True) == (1, 1)
    assert parsed.position(("list", 0)) == (3, 5)
    assert parsed.position(("list", 0, "y"), of_key=True) == (4, 5)
    assert parsed.position(("list", 0, "y", 1)) == (4, 12)
    assert parsed.position(("list", 0, "missing")) == (3, 5)
    assert parsed.position(("nowhere", 5, "at all")) == (1, 1)
    assert Parsed().position(("a",)) == (1, 1)


def test_columns_are_counted_in_characters() -> None:
    assert parse("{zh: 图形处理器, b: 5}\n", "f").position(("b",)) == (1, 16)
    assert says("zh: 图形处理器\nzh: 图\0\n") == [
        "file.yaml:2:6: the invisible character U+0000; delete it; is the file saved as UTF-8 text? "
        "[yaml-character]"
    ]


def test_windows_line_ends_change_nothing() -> None:
    for path in GOOD.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        ours, theirs = parse(text, "f"), parse(text.replace("\n", "\r\n"), "f")
        assert theirs.problems == []
        assert (ours.value, ours.values, ours.keys) == (theirs.value, theirs.values, theirs.keys)


def test_old_mac_line_ends_change_nothing() -> None:
    assert parse("a: 1\rb: 2\r", "f").value == {"a": 1, "b": 2}
    assert says("a: 1\rb: \x01")[0].startswith("file.yaml:2:4: ")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "yaml-empty"),
        ("# nothing\n", "yaml-empty"),
        ("---\n", "yaml-empty"),
        ("a:\n", "yaml-empty"),
        ("a: ~\n", "yaml-empty"),
        ("a: null\n", "yaml-empty"),
        ('a: ""\n', "yaml-empty"),
        ("a: '  '\n", "yaml-empty"),
        ("- \n", "yaml-empty"),
        ("{a, b: 1}", "yaml-empty"),
        ("[a, , b]", "yaml-syntax"),
        ("a: 1\n---\nb: 2\n", "yaml-documents"),
        ("a: 1\n...\nb: 2\n", "yaml-syntax"),
        ("a: &x 1\n", "yaml-alias"),
        ("a: *x\n", "yaml-alias"),
        ("&x a: 1\n", "yaml-syntax"),
        ("a: !x 1\n", "yaml-tag"),
        ("a: ! 1\n", "yaml-tag"),
        ("a: !!int 1\n", "yaml-tag"),
        ("!!map {a: 1}\n", "yaml-tag"),
        ("a: !!binary aGk=\n", "yaml-tag"),
        ("a: !!set {x}\n", "yaml-tag"),
        ("!!str a: 1\n", "yaml-syntax"),
        ("a: !!python/name:os.system\n", "yaml-tag"),
        ("a: !!python/object/new:os.system [ls]\n", "yaml-tag"),
        ("a: !!js/function 'x'\n", "yaml-tag"),
        ("%TAG ! tag:x,1:\n---\na: !b 1\n", "yaml-tag"),
        ("a: 1\na: 2\n", "yaml-duplicate-key"),
        ('a: 1\n"a": 2\n', "yaml-duplicate-key"),
        ("{a: 1, a: 2}", "yaml-duplicate-key"),
        ("a: {b: 1, b: 2}", "yaml-duplicate-key"),
        ("? [a]\n: 1\n", "yaml-syntax"),
        ("? {a: 1}\n: 1\n", "yaml-syntax"),
        (": 1\n", "yaml-syntax"),
        ("{[a]: 1}", "yaml-syntax"),
        ("x" * 101 + ": 1\n", "yaml-syntax"),
        ("*x : 1\n", "yaml-syntax"),
        ('"a\\nb": 1\n', "yaml-syntax"),
        ('"\\e[2J": 1\n', "yaml-syntax"),
        ("a: \x00\n", "yaml-character"),
        ("a: \x1b[31m\n", "yaml-character"),
        ("a: \x7f\n", "yaml-character"),
        ("a: \x85\n", "yaml-character"),
        ("a: \u2028b: 1\n", "yaml-character"),
        ("a: \u202eb\n", "yaml-character"),
        ("a: \u2066b\n", "yaml-character"),
        ("a: b\ufeffc\n", "yaml-character"),
        ("a: \ufffe\n", "yaml-character"),
        ('a: "\\0"\n', "yaml-character"),
        ('a: "\\e"\n', "yaml-character"),
        ('a: "\\r"\n', "yaml-character"),
        ('a: "\\u202e"\n', "yaml-character"),
        ('a: "\\N"\n', "yaml-character"),
        ('a: "\\ud800"\n', "yaml-syntax"),
        ('a: "\\UFFFFFFFF"\n', "yaml-syntax"),
        ("a: [1\n", "yaml-syntax"),
        ("%YAML 9.9\n---\na: 1\n", "yaml-syntax"),
        ("%YAML 1" + "0" * 6000 + ".1\n---\na: 1\n", "yaml-syntax"),
    ],
)
@pytest.mark.parametrize("library", ["libyaml", "python"])
def test_every_surprise_is_a_problem(
    text: str, rule: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if library == "python":
        monkeypatch.delattr(yaml, "CSafeLoader")
    if library == "python" and text == 'a: "\\ud800"\n':
        rule = "yaml-character"
    assert rule in rules(text)


@pytest.mark.parametrize("library", ["libyaml", "python"])
def test_merge_keys_are_plain_words(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if library == "python":
        monkeypatch.delattr(yaml, "CSafeLoader")
    assert parse("<<: {a: 1}\nb: 2\n", "f").value == {"<<": {"a": 1}, "b": 2}


def test_both_parsers_read_the_good_dataset_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    files = sorted(GOOD.rglob("*.yaml"))
    fast = [parse(path.read_text(encoding="utf-8"), path.name) for path in files]
    monkeypatch.delattr(yaml, "CSafeLoader")
    slow = [parse(path.read_text(encoding="utf-8"), path.name) for path in files]
    assert fast == slow


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "{", "[{a: ", "[[a], "])
def test_deep_nesting_is_one_problem(opening: str) -> None:
    assert rules(opening * (900_000 // len(opening))) == ["yaml-syntax"]


def test_the_deepest_that_is_allowed() -> None:
    assert rules("[" * MAX_DEPTH + "a" + "]" * MAX_DEPTH) == []
    deeper = "[" * (MAX_DEPTH + 1) + "a" + "]" * (MAX_DEPTH + 1)
    assert "more than 24 groups inside one another" in says(deeper)[0]


def test_a_billion_laughs_is_no_memory() -> None:
    lines = ["a0: &a0 [ha, ha, ha]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40)]
    problems = parse("\n".join(lines), "f").problems
    assert {problem.rule for problem in problems} == {"yaml-alias"}
    assert len(problems) == 40 + 39 * 9


def test_an_anchor_that_holds_itself() -> None:
    assert rules("a: &a [*a]\n") == ["yaml-alias", "yaml-alias"]


def test_all_problems_before_a_syntax_error_are_kept() -> None:
    assert rules("a: &x 1\nb:\nb: 2\nc: [1\n") == [
        "yaml-alias",
        "yaml-empty",
        "yaml-duplicate-key",
        "yaml-syntax",
    ]


def test_the_first_value_of_a_duplicate_is_kept_and_both_are_named() -> None:
    assert parse("a: 1\na: 2\n", "f").value == {"a": 1}
    assert says("b: 0\na: 1\na: 2\n") == [
        'file.yaml:3:1: a: "a" stands here a second time; the first is on line 2; keep one '
        "[yaml-duplicate-key]"
    ]


def test_long_words_in_a_file_do_not_make_long_messages() -> None:
    for text in (
        f"a: *{'x' * 9000}\n",
        f"a: &{'x' * 9000} b\n",
        f"a: !{'x' * 9000} b\n",
        f"{'x' * 9000}: b\n",
    ):
        assert all(len(line) < 250 for line in says(text)), text[:9]


def test_numbers_as_they_are_written_are_remembered() -> None:
    assert parse("a: 2026.10\nb: [1e5, true, text, '7']\n", "f").spelt == {
        ("a",): "2026.10",
        ("b", 0): "1e5",
        ("b", 1): "true",
    }


CHARACTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
SNIPPETS = st.lists(
    st.sampled_from(
        [
            "a",
            "b: ",
            "- ",
            ": ",
            "\n",
            "\n  ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "'",
            '"',
            "&a ",
            "*a",
            "!!int ",
            "|\n",
            ">",
            "#",
            "? ",
            "---\n",
            "...\n",
            "%YAML 1.2\n",
            "\t",
            "\r",
            "\\",
            "\\x",
            "e5",
            "1e9",
            "~",
            "\x00",
            "\ufeff",
            "<<: ",
            "é",
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(CHARACTERS | SNIPPETS)
def test_no_text_raises(text: str) -> None:
    parsed = parse(text, "f")
    assert parsed.problems or parsed.value not in (None, "")
    lines = text.count("\n") + text.count("\r") + 1
    assert all(1 <= problem.line <= lines + 1 and problem.column >= 1 for problem in parsed.problems)
    assert all(str(problem).isprintable() for problem in parsed.problems)
    quick = quick_value(text)
    assert isinstance(quick, Doubt) or (parsed.problems == [] and same(quick, parsed.value))


VALUES = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: "e" not in repr(x))
    | st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcdef-_.", min_size=1, max_size=9), inner),
    max_leaves=12,
)


def frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(frozen(item) for item in value)
    return {k: frozen(v) for k, v in value.items()} if isinstance(value, dict) else value


@settings(max_examples=150, deadline=None, derandomize=True)
@given(VALUES)
def test_json_is_read_as_what_it_is(value: Any) -> None:
    parsed = parse(json.dumps(value, ensure_ascii=False), "f")
    assert parsed.problems == []
    assert parsed.value == frozen(value)
    assert isinstance(quick_value(json.dumps(value)), Doubt) or same(
        quick_value(json.dumps(value)), parsed.value
    )


def same(one: Any, other: Any) -> bool:
    """Equal, and of the same types: True is not 1."""
    return repr(one) == repr(other)


def test_the_quick_reading_gives_up_on_few_files() -> None:
    files = sorted((GOOD.parents[2] / "datasets").rglob("*.yaml"))
    read = [(quick_value(text), parse(text, "f")) for text in (f.read_text("utf-8") for f in files)]
    sure = [(quick, parsed) for quick, parsed in read if not isinstance(quick, Doubt)]
    assert len(sure) > 0.95 * len(files) > 1000
    assert all(parsed.problems == [] and same(quick, parsed.value) for quick, parsed in sure)


@settings(max_examples=400, derandomize=True)
@given(st.text("0123456789eE.+-_xnaif", max_size=12) | CHARACTERS)
def test_a_plain_word_never_raises_and_text_stays_itself(text: str) -> None:
    read = plain(text)
    assert read == text if isinstance(read, str) else isinstance(read, (bool, int, float))
