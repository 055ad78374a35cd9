"""The commands that write: what they write is valid, and when it would not be, nothing is written."""

from __future__ import annotations

import io
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from narrows.cli.run import run
from narrows.graph.loader import load_dataset, read_dataset

NEW_SOURCE = (
    "--source-title=Annual report 2025",
    "--publisher=Example Memory",
    "--published=2026-03-12",
    "--url=https://example.org/annual-report-2025.pdf",
    "--accessed=2026-11-20",
)
PROOF = ("--kind=filing", "--as-of=2025-12-31", "--at=p. 12", *NEW_SOURCE)
OLD = ("--source=analyst-2026", "--kind=analyst-estimate", "--as-of=2026-01")
Say = Callable[..., int]


@pytest.fixture
def say(own: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run a command on the dataset; standard input is no terminal."""
    monkeypatch.setattr("sys.stdin", io.StringIO())

    def go(*words: str) -> int:
        return run([*words, "--dataset", str(own)])

    return go


@pytest.fixture
def typing(own: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run a command on the dataset on a terminal, with answers typed line by line."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def go(*words: str, answers: list[str]) -> int:
        monkeypatch.setattr("sys.stdin", Terminal("\n".join(answers) + "\n"))
        return run([*words, "--dataset", str(own)])

    return go


def texts(own: Path) -> dict[str, str]:
    return {p.relative_to(own).as_posix(): p.read_text("utf-8") for p in own.rglob("*") if p.is_file()}


def test_a_supplier_its_company_and_its_source_come_together(own: Path, say: Say) -> None:
    before = texts(own)
    made = ("--company=Example Memory", "--headquarters=KR", "--made-in=KR,JP", "--others=never")
    assert say("add", "supplier", "hbm3e", *made, *PROOF) == 0
    after = texts(own)
    assert set(after) - set(before) == {
        "companies/example-memory.yaml",
        "sources/example-memory-annual-report-2026.yaml",
    }
    assert {name for name in before if before[name] != after[name]} == {"components/input/hbm3e.yaml"}
    dataset, problems = read_dataset(own)
    assert dataset is not None
    assert problems == ()
    found = next(s for s in dataset.components["hbm3e"].suppliers if s.company == "example-memory")
    assert [p.country for p in found.made_in] == ["KR", "JP"]
    assert found.evidence is not None
    assert (found.evidence.kind, found.evidence.confidence) == ("filing", "high")  # the most for a filing
    assert [(c.source, c.at) for c in found.evidence.cites] == [
        ("example-memory-annual-report-2026", "p. 12")
    ]
    assert dataset.companies["example-memory"].headquarters == "KR"
    assert after["companies/example-memory.yaml"].startswith("# yaml-language-server: $schema=../../schema/")
    assert "# More that can stand here: " in after["companies/example-memory.yaml"]


def test_dry_run_shows_the_change_and_writes_nothing(
    own: Path, say: Say, capsys: pytest.CaptureFixture[str]
) -> None:
    before = texts(own)
    assert say("new", "company", "--name=Süss MicroTec", "--headquarters=DE", "--dry-run") == 0
    said = capsys.readouterr()
    assert "+id: suss-microtec" in said.out
    assert "unused-company" in said.err
    assert texts(own) == before


def test_an_invalid_result_is_not_written(own: Path, say: Say, capsys: pytest.CaptureFixture[str]) -> None:
    before = texts(own)
    share = ("--value=2%", "--measure=bits", "--period=2031")
    late = ("--source=analyst-2026", "--kind=press", "--as-of=2030")
    assert say("add", "share", "hbm3e", "samsung", *share, *late) == 1
    said = capsys.readouterr().err
    assert "future-date" in said
    assert "nothing was written" in said
    assert texts(own) == before


def test_without_a_terminal_it_says_which_options_are_missing(
    own: Path, say: Say, capsys: pytest.CaptureFixture[str]
) -> None:
    before = texts(own)
    assert say("add", "supplier", "hbm3e") == 2
    said = capsys.readouterr().err
    for option in ("--company", "--source", "--kind", "--as-of"):
        assert option in said
    assert say("new", "component", "--name=X") == 2
    assert "--layer" in capsys.readouterr().err
    assert texts(own) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "supplier", "hbm3", "--company=cxmt"), 'did you mean "hbm3e"?'),
        (("add", "supplier", "hbm3e", "--company=samsungg"), 'did you mean "samsung"?'),
        (("add", "supplier", "hbm3e", "--company=samsung"), "supplies hbm3e already"),
        (("add", "share", "hbm3e", "samsung", "--value=62"), "write 0.62, or 62%"),
        (("add", "share", "hbm3e", "a", "b", "c"), "is too much"),
        (("new", "company", "--name=ASML"), "is there already"),
        (("new", "company", "--name=Other", "--id=hbm3e"), "is taken by"),
        (("new", "company", "--name=X", "--id=../../evil"), "lower-case letters"),
        (("new", "company", "--name=X", "--headquarters=Nowhere"), "two letters"),
        (("new", "component", "--name=X", "--layer=chp"), 'did you mean "chip"?'),
        (("new", "component", "--name=X", "--layer=../../x"), "one of"),
        (("dispute", "hbm3e/suppliers/samsung/share/1999"), "did you mean"),
        (("add", "requirement", "gpu", "logic die", "die-n4", *OLD, "--confidence=high"), "is the most"),
        (("dispute", "hbm3e/suppliers/samsung"), "by hand"),
    ],
)
def test_wrong_words_are_put_right(
    words: tuple[str, ...], said: str, own: Path, say: Say, capsys: pytest.CaptureFixture[str]
) -> None:
    before = texts(own)
    assert say(*words) == 2
    assert said in capsys.readouterr().err
    assert texts(own) == before


def test_gates_in_words(own: Path, say: Say) -> None:
    """Now is one more alternative, later has its months, never is a need of its own."""
    gpu = load_dataset(own).components["gpu"]
    role = next(r.role for r in gpu.requires if not r.undisclosed)
    count = len(gpu.requires)
    assert say("add", "alternative", "gpu", role, "scanner", "--gate=now", *OLD) == 0
    later = ("--gate=later", "--lead-time-months=18")
    never = ("--gate=never", "--new-role=second die")
    assert say("add", "alternative", "gpu", role, "die-n3", *later, *OLD) == 0
    assert say("add", "alternative", "gpu", role, "die-n4", *never, *OLD) == 0
    gpu = load_dataset(own).components["gpu"]
    need = next(r for r in gpu.requires if r.role == role)
    months = {a.component: a.lead_time_months for a in need.any_of}
    assert months["scanner"] is None
    assert months["die-n3"] == 18
    assert "die-n4" not in months
    assert len(gpu.requires) == count + 1
    assert [a.component for r in gpu.requires if r.role == "second die" for a in r.any_of] == ["die-n4"]


def test_requirements_of_one_maker_and_others_nobody_has_named(own: Path, say: Say) -> None:
    assert say("add", "requirement", "hbm3e@samsung", "carrier gas", "helium", "--others=now", *OLD) == 0
    supplier = next(s for s in load_dataset(own).components["hbm3e"].suppliers if s.company == "samsung")
    need = next(r for r in supplier.requires if r.role == "carrier gas")
    assert [(a.component, a.unknown) for a in need.any_of] == [("helium", None), (None, True)]
    assert not need.complete


def test_a_dispute_keeps_both_and_takes_a_third(own: Path, say: Say) -> None:
    assert (
        say(
            "add",
            "capacity",
            "hbm3e",
            "samsung",
            "--value=100",
            "--unit=stacks/year",
            "--period=2025-Q3",
            *OLD,
        )
        == 0
    )
    statement = "hbm3e/suppliers/samsung/capacity/2025-Q3"
    second = ("--value=80", "--says=Eighty, an analyst.", "--reason=The first counted.", *OLD)
    assert say("dispute", statement, *second) == 0
    third = ("--value=70", "--says=Seventy, another.", *OLD)
    assert say("dispute", statement, *third) == 0
    dataset, problems = read_dataset(own)
    assert dataset is not None
    assert [p for p in problems if p.severity == "error"] == []
    supplier = next(s for s in dataset.components["hbm3e"].suppliers if s.company == "samsung")
    found = [(c.value, c.position, c.dispute) for c in supplier.capacity if c.period == "2025-Q3"]
    id_ = "hbm3e-samsung-capacity-2025-q3"
    assert found == [(100.0, "A", id_), (80, "B", id_), (70, "C", id_)]
    assert [p.id for p in dataset.disputes[id_].positions] == ["A", "B", "C"]
    assert dataset.disputes[id_].default == "A"


def test_new_records_of_every_kind(own: Path, say: Say) -> None:
    layer = ("--layer=input", "--description=A gas.", "--local-names=zh=氖气,ko=네온")
    assert say("new", "component", "--name=Neon", *layer) == 0
    assert say("new", "source", "--title=A report", "--publisher=X", "--url=https://example.org/r") == 0
    rule = ("--authority=BIS", "--authority-country=US", "--description=It stops neon.", "--effect=tariff")
    more = ("--acts-on=new-supply", "--status=in-force", "--date=2025-01", "--covers=neon,layer:chip")
    assert say("new", "control", "--name=Neon rule", *rule, *more, "--against=CN", *OLD) == 0
    what_if = ("--question=What is left?", "--target=training-run", "--remove=asml")
    assert say("new", "scenario", "--title=No scanners", *what_if) == 0
    claim = ("--about=neon", "--said-by=A firm", "--date=2026-01", "--statement=It is free of others.")
    checked = ("--rule=runs_without", "--remove=asml")
    assert say("new", "claim", "--title=Free", *claim, *checked, *OLD) == 0
    dataset = load_dataset(own)
    assert dataset.components["neon"].leaf == "not_researched"
    assert dataset.components["neon"].local_names == {"zh": "氖气", "ko": "네온"}
    assert dataset.sources["x-report"].url == "https://example.org/r"
    assert [c.component or c.layer for c in dataset.controls["neon-rule"].covers] == ["neon", "chip"]
    assert dataset.scenarios["no-scanners"].remove == ("asml",)
    assert dataset.claims["free"].rule.remove == ("asml",)
    # A leaf about which something is known is none any more.
    assert say("add", "supplier", "neon", "--company=asml", "--others=now", *OLD) == 0
    neon = load_dataset(own).components["neon"]
    assert neon.leaf is None
    assert [s.company or s.unknown for s in neon.suppliers] == ["asml", True]


def test_on_a_terminal_it_asks(own: Path, typing: Say, capsys: pytest.CaptureFixture[str]) -> None:
    answers = [
        "scanner",
        *("Example Memory", "", "Nowhere", "South Korea", ""),  # company: name, country, id
        *("y", "Japan, kr", ""),  # made in, after a slip; not later
        "3",  # could another step in: never
        *("www.example.org/new", "A report", "A paper", "5 January 2026", "", "", ""),  # a new source
        *("", "", "6", "2026-01", "", "Reported."),  # no place in it, read itself, press, as of, medium, note
    ]
    assert typing("add", "supplier", answers=answers) == 0
    said = capsys.readouterr()
    assert "could another step in" in said.err
    assert said.err.count("two letters") == 2
    assert "taken as JP, KR" in said.err
    assert "medium is the most" in said.err
    assert said.out.count("\n") == 3, "only what was written stands on standard output"
    found = next(
        s for s in load_dataset(own).components["scanner"].suppliers if s.company == "example-memory"
    )
    assert found.evidence is not None
    assert found.evidence.confidence == "medium"
    assert found.evidence.note == "Reported."
    assert [place.country for place in found.made_in] == ["JP", "KR"]
    assert load_dataset(own).companies["example-memory"].headquarters == "KR"
    source = load_dataset(own).sources["a-paper-report-2026"]
    assert (source.url, source.date) == ("https://www.example.org/new", "2026-01-05")


def test_who_mistypes_is_asked_who_is_meant(
    own: Path, typing: Say, capsys: pytest.CaptureFixture[str]
) -> None:
    """And a name that is close to a known one can still be a new one."""
    rest = ["", "", "3", next(iter(load_dataset(own).sources)), "", "", "press", "2026-01", "", ""]
    assert typing("add", "supplier", answers=["scaner", "scanner", "Samsumg", "y", *rest]) == 0
    said = capsys.readouterr().err
    assert 'did you mean "scanner"?' in said
    assert "Is it Samsung" in said
    assert [s.company for s in load_dataset(own).components["scanner"].suppliers][-1] == "samsung"
    more = ["hbm3e", "Samsumg", "n", "", "KR", ""]
    assert typing("add", "supplier", answers=[*more, *rest[:2], *rest[3:]]) in (0, 130)
    assert "Its usual English name: [Samsumg]" in capsys.readouterr().err


def test_no_answer_is_lost(own: Path, typing: Say, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the conversation breaks off, the command with all answers is shown; it goes on from there."""
    answers = ["scanner", "Example Memory, Inc.", "Example Memory", "Korea", "example-memory", "Japan"]
    assert typing("add", "supplier", answers=answers) == 130
    said = capsys.readouterr().err
    line = next(x for x in said.splitlines() if x.startswith("  narrows add supplier"))
    words = [w for w in shlex.split(line)[1:] if w != str(own)]
    assert words[:3] == ["add", "supplier", "scanner"]
    words.remove("--dataset")
    rest = ["", "3", next(iter(load_dataset(own).sources)), "", "", "press", "2026-01", "", ""]
    assert typing(*words, answers=rest) == 0
    found = load_dataset(own).components["scanner"].suppliers[-1]
    assert (found.company, found.made_in[0].country) == ("example-memory", "JP")


def test_answers_that_do_not_fit_together_are_not_lost(
    own: Path, typing: Say, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is only seen when the whole is checked: a day that has not come."""
    source = next(iter(load_dataset(own).sources))
    answers = ["scanner", "samsung", "", "", "3", source, "", "", "press", "2199-01", "", ""]
    before = texts(own)
    assert typing("add", "supplier", answers=answers) == 1
    said = capsys.readouterr().err
    assert "nothing was written" in said
    assert "--as-of 2199-01" in said
    assert texts(own) == before


def test_an_interrupted_conversation_writes_nothing(own: Path, typing: Say) -> None:
    before = texts(own)
    assert typing("add", "supplier", answers=["hbm3e"]) == 130
    assert texts(own) == before


def test_the_folder_is_not_left(own: Path, say: Say, capsys: pytest.CaptureFixture[str]) -> None:
    outside = own.parent / "outside"
    outside.mkdir()
    (own / "companies").rename(outside / "companies")
    (own / "companies").symlink_to(outside / "companies", target_is_directory=True)
    before = texts(outside)
    assert say("new", "company", "--name=New", "--headquarters=KR") == 1
    assert "link" in capsys.readouterr().err
    assert run(["fmt", str(own)]) == 0
    assert texts(outside) == before


def test_fmt_check_diff_and_write(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = own / "companies" / "asml.yaml"
    path.write_text("name: ASML  # Veldhoven\nid: asml\nheadquarters: NL\n", encoding="utf-8")
    (own / "companies" / "bad.yaml").write_text("id: [\n", encoding="utf-8")
    before = texts(own)
    assert run(["fmt", "--check", str(own)]) == 1
    said = capsys.readouterr()
    assert "companies/asml.yaml" in said.out
    assert "1 refused" in said.err
    assert run(["fmt", "--diff", str(path)]) == 1
    assert "+id: asml" in capsys.readouterr().out
    assert texts(own) == before
    assert run(["fmt", str(own / "companies")]) == 1
    line = "# yaml-language-server: $schema=../../schema/company.schema.json\n"
    wanted = f"{line}id: asml\nname: ASML  # Veldhoven\nheadquarters: NL\n"
    assert path.read_text(encoding="utf-8") == wanted
    assert (own / "companies" / "bad.yaml").read_text(encoding="utf-8") == "id: [\n"
    (own / "companies" / "bad.yaml").unlink()
    assert run(["fmt", str(own)]) == 0
    assert run(["fmt", "--check", str(own)]) == 0
    assert load_dataset(own).companies["asml"].name == "ASML"


def test_fmt_outside_a_dataset(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.yaml").write_text("b: 1\na: 2\n", encoding="utf-8")
    assert run(["fmt", str(tmp_path / "x.yaml")]) == 2
    assert "is in no dataset" in capsys.readouterr().err
    assert run(["fmt", str(tmp_path / "none")]) == 2
