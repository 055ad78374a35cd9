"""faulttree and export on the command line: exit codes, streams, formats."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from narrows.__main__ import main

from .files import TREES, gate, model, refs

CHINESE = str(TREES / "chinese.xml")
SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "faulttree.schema.json"
Run = pytest.CaptureFixture[str]


def narrows(capsys: Run, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def as_json(capsys: Run, *arguments: str) -> dict[str, object]:
    code, out, err = narrows(capsys, "faulttree", *arguments, "--format", "json")
    assert (code, err) == (0, "")
    found: dict[str, object] = json.loads(out)
    return found


def hard(folder: Path) -> str:
    """A tree whose diagram does not get done: 60 of 120 gates over events drawn at random."""
    draw = random.Random(3)
    rows = []
    for i in range(120):
        events = " ".join(f"e{n}" for n in draw.sample(range(160), 9))
        rows.append(gate(f"G{i}", f'<atleast min="3">{refs(events)}</atleast>'))
    names = refs(" ".join(f"G{i}" for i in range(120)))
    return str(model(folder, "\n".join([gate("Top", f'<atleast min="60">{names}</atleast>'), *rows])))


def test_counts(capsys: Run) -> None:
    found = as_json(capsys, CHINESE, "--count")
    del found["footer"]
    assert found == {
        "fault_tree": "chinese",
        "top": "r1",
        "events": 25,
        "gates": 36,
        "max_order": None,
        "count": 392,
        "by_order": {"2": 12, "4": 24, "5": 188, "6": 168},
        "complete": True,
        "complete_to": None,
        "stopped": None,
        "cut_sets": None,
    }
    some = as_json(capsys, CHINESE, "--count", "--max-order", "4")
    assert (some["count"], some["max_order"], some["complete_to"]) == (36, 4, 4)


def test_lists(capsys: Run) -> None:
    found = as_json(capsys, CHINESE)
    sets = found["cut_sets"]
    assert isinstance(sets, list)
    assert (found["count"], len(sets), found["max_order"], found["complete_to"]) == (36, 36, 4, 4)
    assert sets[0] == ["e1", "e4"]
    assert sets == sorted(sets, key=lambda s: (len(s), s))
    every = as_json(capsys, CHINESE, "--max-order", "all")
    assert (every["count"], every["max_order"], every["complete_to"]) == (392, None, None)


@pytest.mark.parametrize("options", [[], ["--count"], ["--max-order", "2"], ["--count", "--max-order", "5"]])
def test_the_json_keeps_its_form(options: list[str], capsys: Run) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(as_json(capsys, CHINESE, *options))


@pytest.mark.parametrize("form", ["table", "csv", "md", "json"])
def test_formats(form: str, capsys: Run) -> None:
    code, out, _ = narrows(capsys, "faulttree", CHINESE, "--format", form)
    assert code == 0
    assert "e1" in out
    assert "chinese" in out
    assert narrows(capsys, "faulttree", CHINESE, "--format", form)[1] == out


def test_an_excel_file(tmp_path: Path, capsys: Run) -> None:
    file = tmp_path / "out.xlsx"
    assert narrows(capsys, "faulttree", CHINESE, "--output", str(file))[0] == 0
    assert file.stat().st_size > 1000


def test_a_long_list_is_shortened_in_the_terminal_only(capsys: Run) -> None:
    _, out, _ = narrows(capsys, "faulttree", CHINESE, "--max-order", "all")
    assert "and 352 more" in out
    _, out, _ = narrows(capsys, "faulttree", CHINESE, "--max-order", "all", "--all")
    assert "more (" not in out


def test_a_file_that_is_no_fault_tree(tmp_path: Path, capsys: Run) -> None:
    file = str(model(tmp_path, gate("Top", f"<not>{refs('a')}</not>")))
    code, out, err = narrows(capsys, "faulttree", file)
    assert (code, out) == (1, "")
    assert err.startswith(f"{file}:3:25: <not>: only monotone trees")
    assert err.endswith("the fault tree is not valid: nothing was computed\n")


def test_names_cannot_steer_the_terminal(tmp_path: Path, capsys: Run) -> None:
    file = str(model(tmp_path, gate("Top", '<gate name="&#x9b;31m&#x202e;&#10;x"/>')))
    code, _, err = narrows(capsys, "faulttree", file)
    assert code == 1
    assert "\x9b" not in err
    assert "\u202e" not in err
    assert len(err.splitlines()) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-file.xml"],
        ["."],
        [CHINESE, "--top", "r2"],
        [CHINESE, "--max-order", "0"],
        [CHINESE, "--max-order", "many"],
        [CHINESE, "--limit", "0"],
        [CHINESE, "--limit", "soon"],
        [CHINESE, "--limit", "-5s"],
        [CHINESE, "--limit", "9" * 500],
        [CHINESE, "--memory", "9" * 500 + "GB"],
        [CHINESE, "--memory", "0GB"],
        [CHINESE, "--memory", "some"],
        [],
    ],
)
def test_wrong_usage(arguments: list[str], capsys: Run) -> None:
    code, out, err = narrows(capsys, "faulttree", *arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


def test_several_tops(tmp_path: Path, capsys: Run) -> None:
    file = str(model(tmp_path, gate("A", refs("a")) + gate("B", refs("b"))))
    code, _, err = narrows(capsys, "faulttree", file)
    assert code == 2
    assert "--top A" in err
    assert as_json(capsys, file, "--top", "B")["cut_sets"] == [["b"]]


def apart(*arguments: str, interrupt_after: float | None = None) -> tuple[int, str, str]:
    """The command in a process of its own: what is stopped may go on inside native code for a while."""
    # A shell may have told its children to ignore the signal; a terminal does not.
    start = (
        "import signal, runpy; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "runpy.run_module('narrows', run_name='__main__', alter_sys=True)"
    )
    command = [sys.executable, "-c", start, "faulttree", *arguments, "--memory", "1GB"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as child:
        if interrupt_after is not None:
            time.sleep(interrupt_after)
            os.kill(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert "Traceback" not in err
    return child.returncode, out, err


def test_a_limit_is_kept(tmp_path: Path) -> None:
    code, out, err = apart(hard(tmp_path), "--count", "--limit", "1s", "--format", "json")
    assert code == 3, err
    found = json.loads(out)
    assert (found["complete"], found["stopped"]) == (False, "the limit of 1 s was reached")
    assert "incomplete" in err
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(found)


@pytest.mark.parametrize("form", ["table", "md", "csv"])
def test_what_was_stopped_says_so(form: str, tmp_path: Path) -> None:
    code, out, _ = apart(hard(tmp_path), "--max-order", "all", "--limit", "1s", "--format", form)
    assert code == 3
    assert "INCOMPLETE" in out


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_an_interruption_shows_what_was_found(tmp_path: Path) -> None:
    code, out, err = apart(hard(tmp_path), "--count", "--format", "json", interrupt_after=3)
    assert code == 3, err
    found = json.loads(out)
    assert (found["complete"], found["stopped"]) == (False, "interrupted")


def test_exporting_and_reading_again(tmp_path: Path, capsys: Run) -> None:
    file = str(tmp_path / "tutorial.xml")
    code, out, err = narrows(capsys, "export", "--dataset", "tutorial", "--output", file)
    assert (code, out, err) == (0, "", f"wrote {file}\n")
    found = as_json(capsys, file)
    assert found["by_order"] == {"1": 1, "2": 17}
    code, out, _ = narrows(capsys, "export", "training", "--dataset", "tutorial", "--format", "openpsa")
    assert code == 0
    assert out.count("<define-basic-event") == 13


def test_export_used_wrongly(tmp_path: Path, capsys: Run) -> None:
    assert narrows(capsys, "export", "nothing", "--dataset", "tutorial")[0] == 2
    assert narrows(capsys, "export", "--level", "planet")[0] == 2
    assert narrows(capsys, "export", "--format", "json")[0] == 2
    assert narrows(capsys, "export", "--output", str(tmp_path / "no" / "such.xml"))[0] == 2
