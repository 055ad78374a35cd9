"""The canonical form: meaning and comments kept, the same for all readers, nothing hostile let through."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from narrows.authoring.canonical import canonical
from narrows.authoring.order import SORTED, field_order
from narrows.graph import records
from narrows.graph.loader import load_dataset
from narrows.graph.problems import DatasetError
from narrows.graph.strict_yaml import parse

ROOT = Path(__file__).parents[2]
GOOD = ROOT / "tests" / "graph" / "good"
AI_CHIPS = ROOT / "datasets" / "ai-chips"
ALL = sorted(AI_CHIPS.rglob("*.yaml"))
FILES = [
    *((GOOD, p.relative_to(GOOD).as_posix()) for p in sorted(GOOD.rglob("*.yaml"))),
    *((AI_CHIPS, p.relative_to(AI_CHIPS).as_posix()) for p in random.Random(7).sample(ALL, 60)),
]


def plain(value: Any, field: str = "") -> Any:
    """A value with lists for tuples, and lists that may be sorted as bags."""
    if isinstance(value, dict):
        return {key: plain(value[key], key) for key in sorted(value)}
    if isinstance(value, (list, tuple)):
        items = [plain(item) for item in value]
        return sorted(items, key=repr) if field in SORTED else items
    return value


@pytest.mark.parametrize(("root", "name"), FILES, ids=lambda x: str(x))
def test_a_real_file_keeps_its_meaning_for_every_reader(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    once = canonical(text, name)
    assert canonical(once, name) == once
    strict = parse(text, name).value
    assert plain(parse(once, name).value) == plain(strict)
    # PyYAML's own reader takes a bare NO for false and a bare date for a date: no doubt is left.
    assert plain(yaml.safe_load(once)) == plain(strict)
    assert not any(line != line.rstrip() for line in once.split("\n"))


def test_the_good_dataset_loads_the_same(own: Path) -> None:
    before = load_dataset(own)
    for path in own.rglob("*.yaml"):
        name = path.relative_to(own).as_posix()
        path.write_text(canonical(path.read_text("utf-8"), name), encoding="utf-8", newline="\n")
    assert load_dataset(own) == before


def test_order_quotes_and_width() -> None:
    text = """\
suppliers:
  - {unknown: true}
  - company: b
    evidence: {kind: press, as_of: 2025, confidence: low, cites: [{source: s}]}
    shares:
      - {value: .5, period: 2024-Q4, measure: units}
      - {value: 0.5, period: 2025, measure: units}
  - {company: a, made_in: [{country: NO}]}
layer: memory
zzz: stays behind
name: 'Say "x"'
description: LONG
id: "x"
"""
    long = " ".join(["word"] * 30)
    text = text.replace("2025,", '"2025",').replace("LONG", long)
    folded = " ".join(["word"] * 23) + "\n  " + " ".join(["word"] * 7)
    expected = """\
id: "x"
name: 'Say "x"'
layer: memory
description: >-
  FOLDED
suppliers:
  - {company: a, made_in: [{country: "NO"}]}
  - company: b
    shares:
      - {value: 0.5, measure: units, period: "2025"}
      - {value: .5, measure: units, period: "2024-Q4"}
    evidence: {kind: press, as_of: "2025", confidence: low, cites: [{source: s}]}
  - {unknown: true}
zzz: stays behind
"""
    assert canonical(text, "components/memory/x.yaml") == expected.replace("FOLDED", folded)


def test_comments_go_with_what_they_speak_of() -> None:
    text = """\
# of the file
name: A  # of the name
# of the id
id: a
requires:
  # of the second role
  - role: b   # beside b
    any_of:
      - {component: x}   # of x
      # below x
  - any_of: [{component: y}, # of y
             {component: z}]
    role: c # not "# a comment"
note: >- # of the note
  # no comment, but text
# the end
"""
    said = canonical(text, "components/memory/a.yaml")
    assert (
        said
        == """\
# of the id
id: a
# of the file
name: A  # of the name
requires:
  # of the second role
  - role: b  # beside b
    any_of:
      - {component: x}  # of x
      # below x
  - role: c  # not "# a comment"
    any_of:
      - {component: y}  # of y
      - {component: z}
note: >-  # of the note
  # no comment, but text
# the end
"""
    )
    assert canonical(said, "components/memory/a.yaml") == said


def test_the_line_for_editors_is_written_once_and_first() -> None:
    line = "# yaml-language-server: $schema=../../schema/company.schema.json"
    for text in ("id: a\n", f"{line}\nid: a\n", "id: a\n# yaml-language-server: $schema=old\n"):
        assert canonical(text, "companies/a.yaml", line) == f"{line}\nid: a\n"
    assert canonical("id: a\r\nname: B\r\n", "companies/a.yaml") == "id: a\nname: B\n"
    assert canonical("\ufeffid: a\n", "companies/a.yaml") == "id: a\n"


def test_sides_of_a_dispute_keep_their_order() -> None:
    """The graph takes the first share that fits, so two of one period must not change places."""
    share = "  - {{value: {}, measure: units, period: '2025', dispute: d, position: {}}}\n"
    text = "shares:\n" + share.format(0.1, "B") + share.format(0.2, "A")
    wrapped = "suppliers:\n  - company: a\n    " + text.replace("\n", "\n    ").rstrip() + "\n"
    said = canonical(wrapped, "components/memory/a.yaml")
    assert said.index("position: B") < said.index("position: A")


def test_every_field_has_its_place() -> None:
    for name in records.__all__:
        model = getattr(records, name)
        assert sorted(field_order(model)) == sorted(model.model_fields)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a: &x [1]\nb: [*x, *x, *x]\n", "yaml-alias"),
        ("<<: {a: b}\na: *x\n", "yaml-alias"),
        ("id: !!python/object/apply:os.system [ls]\n", "yaml-tag"),
        ("a: " + "[" * 200 + "]" * 200, "yaml-syntax"),
        ("a: 1\na: 2\n", "yaml-duplicate-key"),
        ("a: x\u202ey\n", "yaml-character"),
        ("a: b\n---\nc: d\n", "yaml-documents"),
        ("a:\n", "yaml-empty"),
        ("#" * 1_000_001, "file-size"),
        ("", "yaml-empty"),
    ],
)
def test_hostile_or_ambiguous_text_is_refused(text: str, rule: str) -> None:
    with pytest.raises(DatasetError) as caught:
        canonical(text, "companies/a.yaml")
    assert rule in [problem.rule for problem in caught.value.problems]


NOISE = st.text(alphabet="ab:# -\n[]{},'\"|>&*!?%@~\t1.\\é", max_size=6)
TEXTS = [(name, (GOOD / name).read_text(encoding="utf-8")) for root, name in FILES if root == GOOD]


@settings(max_examples=250, deadline=None, derandomize=True)
@given(st.sampled_from(TEXTS), st.integers(0, 5000), st.integers(0, 30), NOISE)
def test_a_mutated_file_is_refused_or_keeps_its_meaning(
    file: tuple[str, str], at: int, length: int, noise: str
) -> None:
    name, text = file
    at %= len(text)
    spoilt = text[:at] + noise + text[at + length :]
    try:
        once = canonical(spoilt, name)
    except DatasetError as error:
        refused = {problem.rule for problem in error.problems}
    else:
        refused = set()
    if refused:
        # Only what the strict reader refuses is refused, or what would not come out the same.
        assert refused == {p.rule for p in parse(spoilt, name).problems} or refused == {"format"}
        return
    assert plain(parse(once, name).value) == plain(parse(spoilt, name).value)
    assert canonical(once, name) == once


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(WORDS, st.integers(1, 3))
def test_any_text_is_written_so_that_it_reads_the_same(words: str, times: int) -> None:
    """Whatever a form or a prompt brings stands in the file as it was said, or is refused."""
    from narrows.authoring.emit import emit
    from narrows.authoring.tree import File, node_of

    text = " ".join([words] * times)
    written = emit(File(node_of({"id": "a", "name": text, "aliases": [text]})))
    parsed = parse(written, "companies/a.yaml")
    if parsed.problems:
        assert {p.rule for p in parsed.problems} <= {"yaml-character", "yaml-empty"}
        return
    assert parsed.value == {"id": "a", "name": text, "aliases": (text,)}
