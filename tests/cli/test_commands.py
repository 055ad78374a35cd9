"""The command line as its users meet it: exit codes, streams, formats, hostile data."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from narrows.__main__ import main
from narrows.library import dataset_path

COMMANDS = [
    "",
    "list",
    "list companies",
    "list targets",
    "list layers",
    "list sources",
    "list controls",
    "list disputes",
    "list scenarios",
    "list claims",
    "show {c}",
    "show {k}",
    "depends {c}",
    "chokepoints",
    "chokepoints --level country --country-by site",
    "chokepoints --level offering --max-order 2",
    "chokepoints --level authority --max-order all",
    "chokepoints --count",
    "paths --level country",
    "cheapest --weigh jurisdictions",
    "risk --level country --probability JP=0.1",
    "worlds",
    "worlds --level country --max-order 2",
    "worlds --horizon 0,12 --max-order 2",
    "report {s}",
    "claims",
    "exposure",
    "holders",
    "cut",
    "betweenness",
    "concentration",
    "chokepoints --horizon 12",
    "chokepoints --horizon 0,12,24,60 --max-order 2",
    "shift {k}",
    "shift {k} --horizon 0,24 --max-order 2",
    "follow --remove {k}",
    "follow --remove {k} --steps 2 --horizon 0,24",
    "relieve",
    "relieve --level country --max-order 2",
    "shift {k} --measure betweenness",
    "why {k}",
    "run list",
    "run compare",
    "scenario list",
    "scenario run {s}",
    "scenario compare {s} {o}",
    "compare {a} {b}",
    "compare --dates 2024-06,2025-06-30 --in-force",
    "controls",
    "controls {t} --against CN --max-order 2",
    "evidence",
    "evidence --gaps --all-components",
    "evidence --sample 5 --seed 2",
    "diagram",
    "diff tutorial tutorial",
    "validate",
    "schema component",
    "schema --markdown",
]
NAMES = {
    "tutorial": {
        "c": "hbm2e",
        "k": "gpu-co",
        "s": "no-gpu",
        "o": "new-memory-maker",
        "a": "gpu",
        "b": "asic",
        "t": "training",
    },
    "ai-chips": {
        "c": "hbm3e",
        "k": "nvidia",
        "s": "euv-sales-stopped",
        "o": "longcat-repeated",
        "a": "frontier-training",
        "b": "frontier-serving",
        "t": "frontier-training-cn",
    },
}
Run = pytest.CaptureFixture[str]


def narrows(line: str, capsys: Run) -> tuple[int, str, str]:
    code = main(line.split())
    said = capsys.readouterr()
    return code, said.out, said.err


def with_dataset(line: str, dataset: str) -> str:
    line = line.format(**NAMES[dataset])
    if line.split(" ")[0] in ("", "validate", "schema"):
        return line
    return f"{line} --dataset {dataset}"


@pytest.mark.parametrize("dataset", ["tutorial", "ai-chips"])
@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_runs(line: str, dataset: str, capsys: Run) -> None:
    code, out, err = narrows(with_dataset(line, dataset), capsys)
    assert code == 0
    assert out.strip() or line == "validate"
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "line", [c for c in COMMANDS if c and c.split()[0] not in ("diagram", "report", "validate", "schema")]
)
def test_every_output_carries_the_footer(line: str, capsys: Run) -> None:
    for form in ("table", "json", "csv", "md"):
        command = f"{with_dataset(line, 'tutorial')} --format {form}"
        _, out, _ = narrows(command, capsys)
        assert "Narrows tutorial, version 2026.11.0" in out
        assert f"narrows {command}" in out


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("shift nvidai", 'did you mean "nvidia"?'),
        ("shift Nvidia", 'did you mean "nvidia"?'),
        ("shift china", 'did you mean "country:CN"?'),
        ("shift hbm3e@sk-hynixx", 'did you mean "hbm3e@sk-hynix"?'),
        ("shift layer:memry", 'did you mean "memory"?'),
        ("shift colour:red", "write company:, component:, layer: or country:"),
        ("shift nvidia --target frontier-trainin", 'did you mean "frontier-training"?'),
        ("shift nvidia --target tsmc", "is a company"),
        ("shift longcat-2.0 --target longcat-2.0", "removes the target"),
        ("shift meituan --target longcat-2.0", "removes the target"),
        ("shift nvidia --held-by XX", "no country code"),
        ("scenario run euv-sales", 'did you mean "euv-sales-stopped"'),
        ("scenario run", "takes one name"),
        ("scenario compare tsmc-lost", "takes two names"),
        ("scenario list tsmc-lost", "takes no name"),
        ("scenario run tsmc-lost --target tsmc", "is a company"),
        ("compare frontier-training", "takes two targets"),
        ("compare a b --dates 2024,2025", "not both"),
        ("compare a b --in-force", "needs --dates"),
        ("compare --dates 2024", "two dates"),
        ("controls --against China", "no country code"),
        ("shift nvidia --held-by control:us-hbm", 'did you mean "us-hbm-2024"?'),
        ("holders frontier-training", "has no jurisdiction"),
        ("chokepoints --max-order 0", "whole number from 1 to 6"),
        ("chokepoints --horizon soon", "not months from 0"),
        ("chokepoints --horizon -1", "not months from 0"),
        ("chokepoints --horizon nan", "not months from 0"),
        ("chokepoints --horizon 12 --count", "leave --horizon away"),
        ("follow", "required"),
        ("follow --remove nvidai", 'did you mean "nvidia"?'),
        ("follow --remove nvidia --steps 0", "whole number from 1 to 100"),
        ("follow longcat-2.0 --remove longcat-2.0", "removes the target"),
        ("relieve --max-order 4", "whole number from 1 to 3"),
        ("chokepoints --loss 1.5", "fraction above 0"),
        ("chokepoints --as-of yesterday", "not a date"),
        ("chokepoints --dispute nope=B", 'no dispute "nope"'),
        ("chokepoints --dispute ascend-910c-die", "write the side too"),
        ("chokepoints --dispute ascend-910c-die=Q", 'no position "Q"'),
        ("chokepoints --without-source nope", 'no source "nope"'),
        ("chokepoints --dataset nope", 'no dataset "nope"'),
        ("chokepoints --format xlsx", "add --output FILE.xlsx"),
        ("chokepoints --output x.foo", "add --format"),
        ("chokepoints --output no/such/folder/x.csv", "cannot write"),
        ("diagram -o x.gif", "the ending must be one of"),
        ("show nothing-like-it", "no "),
        ("frobnicate", "invalid choice"),
        ("shift", "required"),
        ("worlds longcat-2", 'did you mean "longcat-2.0"?'),
        ("worlds --max-order 7", "whole number from 1 to 6"),
        ("claims longcat-cost", 'did you mean "longcat-cost-power"?'),
        ("evidence --seed 1", "--seed goes with --sample"),
        ("evidence --remove nvidia", "--remove goes with --conclusion"),
        ("evidence --conclusion --all-components", "about one target"),
        ("evidence --gaps --conclusion", "not allowed with"),
        ("evidence --sample 0", "whole number from 1"),
        ("evidence --conclusion --remove nvidai", 'did you mean "nvidia"?'),
        ("schema --markdown no/such/page.md", "no page"),
        ("schema componet", 'did you mean "component"?'),
    ],
)
def test_wrong_usage_exits_2_with_a_remedy(line: str, says: str, capsys: Run) -> None:
    code, out, err = narrows(line, capsys)
    assert code == 2
    assert says in err
    assert out == ""
    assert "Traceback" not in err


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The tutorial with a misspelt supplier."""
    folder = tmp_path / "mine"
    shutil.copytree(dataset_path("tutorial"), folder)
    file = folder / "components/memory/hbm3.yaml"
    file.write_text(file.read_text().replace("company: mem-a", "company: mem-aa"))
    return folder


def test_validate_names_file_line_and_remedy(broken: Path, capsys: Run) -> None:
    code, out, err = narrows(f"validate {broken}", capsys)
    assert code == 1
    assert (
        'components/memory/hbm3.yaml:8:14: suppliers[0].company: no company "mem-aa"; did you mean "mem-a"?'
        in out
    )
    assert "1 error" in err


def test_an_invalid_dataset_computes_nothing(broken: Path, capsys: Run) -> None:
    code, out, err = narrows(f"shift gpu --dataset {broken}", capsys)
    assert code == 1
    assert out == ""
    assert "hbm3.yaml:8:14" in err
    assert "nothing was computed" in err


def test_csv_opens_right_in_excel(tmp_path: Path, capsys: Run) -> None:
    file = tmp_path / "why.csv"
    assert main(["why", "nvidia", "--output", str(file)]) == 0
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    as_of = rows[0].index("as of")
    dates = {row[as_of] for row in rows[1:] if len(row) > as_of and row[as_of]}
    assert dates
    assert all(d.startswith('="') and d.endswith('"') for d in dates)
    assert any(row and row[0].startswith("# Data: ") for row in rows)


def test_excel_file(tmp_path: Path, capsys: Run) -> None:
    file = tmp_path / "shift.xlsx"
    assert main(["shift", "gpu", "--dataset", "tutorial", "--output", str(file)]) == 0
    book = openpyxl.load_workbook(file)
    assert book.sheetnames[0] == "Layer by layer"
    suppliers = book["Supplier by supplier"]
    assert [c.value for c in suppliers[1]][:2] == ["id", "supplier"]
    assert suppliers.max_row == 14
    assert any("version 2026.11.0" in str(r[0].value) for r in book["About"].iter_rows())


def test_two_dates_say_what_they_compare(capsys: Run) -> None:
    dates = "compare training --dates 2024-06,2025-06-30 --dataset tutorial"
    said = "Each side knows only what had been stated by its date"
    assert said in narrows(dates, capsys)[1]
    assert said not in narrows(f"{dates} --in-force", capsys)[1]


@pytest.mark.parametrize("form", ["table", "json", "csv", "md", "xlsx"])
def test_same_bytes_whatever_the_hash_seed(form: str, tmp_path: Path) -> None:
    found = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "narrows", "shift", "nvidia", "--format", form, "--output", "out"]
        folder = tmp_path / seed
        folder.mkdir()
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        found.add((folder / "out").read_bytes())
    assert len(found) == 1


def test_names_in_any_script_reach_any_terminal(tmp_path: Path) -> None:
    folder = tmp_path / "names"
    shutil.copytree(dataset_path("tutorial"), folder)
    file = folder / "companies/mem-b.yaml"
    file.write_text(file.read_text().replace("name: Memory B", "name: 長江存储 Ü"), encoding="utf-8")
    command = [sys.executable, "-m", "narrows", "list", "companies", "--dataset", str(folder)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "長江存储 Ü" in done.stdout.decode("utf-8")


def test_a_closed_pipe_is_no_error() -> None:
    shell = f'"{sys.executable}" -m narrows list sources'
    done = subprocess.run(f"{shell} | head -n 1", shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr == ""


HOSTILE = "=cmd|calc <script>alert(1)</script> `x` | [a](javascript:1)"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """The tutorial with a supplier's name made by a stranger."""
    folder = tmp_path / "hostile"
    shutil.copytree(dataset_path("tutorial"), folder)
    file = folder / "companies/mem-b.yaml"
    file.write_text(file.read_text().replace("name: Memory B", f"name: {json.dumps(HOSTILE)}"))
    return folder


def test_names_are_never_markup_or_formulas(hostile: Path, tmp_path: Path, capsys: Run) -> None:
    for form in ("csv", "md"):
        code, out, _ = narrows(f"exposure --dataset {hostile} --format {form}", capsys)
        assert code == 0
        if form == "md":
            assert "<script>" not in out
            assert "[a](javascript" not in out
        else:
            cells = [c for row in csv.reader(io.StringIO(out.lstrip("\ufeff"))) for c in row]
            named = [c for c in cells if "cmd|calc" in c]
            assert named
            assert all(c.startswith("'=") for c in named)
    svg = tmp_path / "x.svg"
    assert main(["diagram", "--dataset", str(hostile), "-o", str(svg)]) == 0
    assert "<script" not in svg.read_text()
    book = tmp_path / "x.xlsx"
    assert main(["exposure", "--dataset", str(hostile), "--output", str(book)]) == 0
    cells = [c for row in openpyxl.load_workbook(book).worksheets[0].iter_rows() for c in row]
    named_cells = [c for c in cells if "cmd|calc" in str(c.value)]
    assert named_cells
    assert all(c.data_type == "s" for c in named_cells)


def test_notebook_tables_are_escaped(hostile: Path) -> None:
    import narrows as nw

    found = nw.exposure(nw.load(hostile), "training")
    assert "<script>" not in found._repr_html_()
    assert len(found.to_frame()) == 13
