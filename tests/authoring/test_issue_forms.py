"""Form, reader and records say the same; a filled form becomes files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import get_args

import pytest
import yaml

from narrows.authoring.issue_forms import KIND_MEANINGS, LICENCE, Form, NotAForm, form_text, forms, read_form
from narrows.cli.parser import build_parser
from narrows.cli.run import run
from narrows.graph import records
from narrows.graph.loader import load_dataset
from narrows.graph.records.evidence import EvidenceKind

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
LAYERS = {layer.id: layer.name for layer in load_dataset(ROOT / "datasets" / "ai-chips").manifest.layers}
FORMS = forms(LAYERS)
COMMANDS = {"fact": ("add",), "correction": ("dispute",), "component": ("new", "add")}


def form_called(name: str) -> Form:
    return next(form for form in FORMS if form.name == name)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_form_reader_and_records_agree(form: Form) -> None:
    committed = (FOLDER / f"{form.name}.yml").read_text(encoding="utf-8")
    assert committed == form_text(form), "run `narrows from-issue --write-forms`"
    body = yaml.safe_load(committed)["body"]
    items = [item for item in body if item["type"] in ("input", "textarea", "dropdown")]
    assert [item["id"] for item in items] == [field.option for field in form.fields]
    labels = [item["attributes"]["label"] for item in items]
    assert len(set(labels)) == len(labels)
    commands = next(a.choices for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction))
    known = {action.dest for name in COMMANDS[form.name] for action in commands[name]._actions}
    for item, field in zip(items, form.fields, strict=True):
        assert field.option.replace("-", "_") in known, "each field is an option of the command it becomes"
        model, _, name = field.fills.partition(".")
        info = getattr(records, model).model_fields[name]
        assert item.get("validations", {}).get("required", False) == field.required
        words = [str(option).partition(":")[0] for option in item["attributes"].get("options", [])]
        # What only its owner can see is for overlays, not for a public form.
        allowed = [word for word in get_args(info.annotation) if word != "private"]
        if words and allowed and all(isinstance(word, str) for word in allowed):
            assert words == allowed, f"{field.fills} allows other words"
    assert any(item["type"] == "checkboxes" for item in body)


def test_the_layers_of_the_form_are_the_datasets() -> None:
    layer = next(f for f in form_called("component").fields if f.option == "layer")
    assert dict(layer.choices) == LAYERS
    assert list(KIND_MEANINGS) == [kind for kind in get_args(EvidenceKind) if kind != "private"]


def filled(form: Form, answers: dict[str, str], tick: str = "X") -> str:
    """The body that GitHub makes of a filled form."""
    assert set(answers) <= {field.option for field in form.fields}
    parts = [f"### {field.label}\n\n{answers.get(field.option, '_No response_')}\n" for field in form.fields]
    return "\n".join([*parts, f"### Licence\n\n- [{tick}] {LICENCE}\n"])


PROOF = {
    "url": "https://example.org/report",
    "source-title": "A report",
    "publisher": "A paper",
    "kind": "press: a newspaper or news site",
    "as-of": "2026-01",
    "note": 'Not: "sure"\n### About anything\n- a list',
}
FACT = {"component": "HBM3E stack", "company": "Example Memory", "headquarters": "KR", "made-in": "KR, JP"}


def tell(own: Path, name: str, answers: dict[str, str], tick: str = "X") -> int:
    body = own.parent / "body.md"
    body.write_text(filled(form_called(name), answers, tick), encoding="utf-8")
    return run(["from-issue", str(body), "--dataset", str(own)])


def test_a_fact_becomes_a_supplier_with_its_share(own: Path) -> None:
    share = {"value": "2%", "measure": "bits", "period": "2025"}
    assert tell(own, "fact", FACT | PROOF | share) == 0
    dataset = load_dataset(own)
    found = next(s for s in dataset.components["hbm3e"].suppliers if s.company == "example-memory")
    assert [p.country for p in found.made_in] == ["KR", "JP"]
    assert [(s.value, s.measure, s.period) for s in found.shares] == [(0.02, "bits", "2025")]
    assert found.evidence is not None
    assert found.evidence == found.shares[0].evidence
    assert found.evidence.note == 'Not: "sure" ### About anything - a list'
    assert dataset.sources[found.evidence.cites[0].source].url == "https://example.org/report"


def test_a_correction_becomes_a_dispute(own: Path) -> None:
    supplier = next(s for s in load_dataset(own).components["hbm3e"].suppliers if s.shares)
    share = next(s for s in supplier.shares if s.dispute is None)
    statement = f"hbm3e/suppliers/{supplier.company}/share/{share.period}"
    answers = {"statement": statement, "value": "1%", "says": "One percent.", "reason": "It is older."}
    assert tell(own, "correction", answers | PROOF) == 0
    dataset = load_dataset(own)
    found = next(s for s in dataset.components["hbm3e"].suppliers if s.company == supplier.company)
    sides = {s.position: s.value for s in found.shares if s.period == share.period}
    assert sides == {"A": share.value, "B": 0.01}


def test_a_component_becomes_a_file_with_its_first_supplier(own: Path) -> None:
    thing = {"name": "Neon", "layer": "input: Inputs", "description": "A gas.", "local-names": "zh=氖气"}
    body = own.parent / "body.md"
    form = next(f for f in forms({"input": "Inputs"}) if f.name == "component")
    maker = {"company": "asml", "others": "now: yes, somebody nobody has named"}
    body.write_text(filled(form, thing | maker | PROOF), encoding="utf-8")
    assert run(["from-issue", str(body), "--dataset", str(own)]) == 0
    neon = load_dataset(own).components["neon"]
    assert (neon.leaf, neon.local_names) == (None, {"zh": "氖气"})
    assert [s.company or s.unknown for s in neon.suppliers] == ["asml", True]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("hello", "no filled form"),
        (filled(form_called("fact"), FACT | PROOF, " "), "not ticked"),
        (filled(form_called("fact"), FACT | PROOF) + "\n### Which component?\n\nother\n", "stands twice"),
        ("x" * 200_000, "larger than"),
    ],
)
def test_what_is_no_form_is_refused(body: str, said: str) -> None:
    with pytest.raises(NotAForm, match=said):
        read_form(body, FORMS)


def test_a_hostile_form_writes_nothing(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(own.rglob("*"))
    assert tell(own, "fact", FACT | PROOF | {"publisher": "A\u202eB"}) == 1
    assert "U+202E" in capsys.readouterr().err
    assert tell(own, "fact", FACT | PROOF | {"kind": "gossip: x"}) == 2
    assert tell(own, "fact", FACT | PROOF | {"component": "../../etc"}) == 2
    assert tell(own, "fact", FACT | {"kind": "press: x"}) == 2
    assert sorted(own.rglob("*")) == before
