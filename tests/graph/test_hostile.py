"""A dataset from a stranger: whatever its files hold, problems are told and no record vanishes silently."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrows.graph.loader import read_dataset
from narrows.graph.problems import Problem

GOOD = Path(__file__).parent / "good"
FILES = sorted(path.relative_to(GOOD).as_posix() for path in GOOD.rglob("*.yaml"))
RECORDS = frozenset(Path(name).stem for name in FILES) - {"dataset", "retired"}
COMPANY = "id: {}\nname: New\nheadquarters: JP\n"


def errors(problems: tuple[Problem, ...]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


@pytest.fixture(scope="module")
def copy() -> Iterator[Path]:
    """One copy of the good dataset; a test that writes to it puts things back."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copytree(GOOD, Path(folder) / "good"))


SPAN = st.integers(0, 4000)
NOISE = st.binary(max_size=8) | st.sampled_from(
    [
        b"\n",
        b"\r",
        b"\t",
        b"#",
        b": ",
        b"- ",
        b"&a ",
        b"*a ",
        b"!x ",
        b"'",
        b'"',
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
        b"~",
        b"\x00",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xc0\x80",
        b"\xed\xa0\x80",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"---\n",
        b"...",
        b"|\n",
        b">",
        b"?",
        b"%",
        b"@",
        b"e5",
        b"1e999",
        b"9" * 400,
        b"unknown: true",
        b"id: x\n",
        b"\n  ",
        b"null",
    ]
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from(FILES), SPAN, SPAN, NOISE, st.sampled_from(["insert", "replace", "cut", "repeat", "end"])
)
def test_no_bytes_raise_and_no_record_vanishes(
    copy: Path, name: str, at: int, length: int, noise: bytes, how: str
) -> None:
    path = copy / name
    data = path.read_bytes()
    at %= len(data) + 1
    length = length % 40 + 1
    spoilt = {
        "insert": data[:at] + noise + data[at:],
        "replace": data[:at] + noise + data[at + len(noise) :],
        "cut": data[:at] + data[at + length :],
        "repeat": data[: at + length] + data[at:],
        "end": data[:at],
    }[how]
    try:
        path.write_bytes(spoilt)
        dataset, problems = read_dataset(copy)
    finally:
        path.write_bytes(data)
    here = [problem for problem in errors(problems) if problem.path == name]
    assert all(str(problem).isprintable() for problem in problems)
    if dataset is None:
        assert here
    elif vanished := RECORDS - set(dataset.files):
        assert vanished == {Path(name).stem}
        assert here


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("data", [b"", b"\xff", b"[", b"- a\n", b"id: other\n"])
def test_a_file_that_is_something_else_is_an_error_of_that_file(copy: Path, name: str, data: bytes) -> None:
    path = copy / name
    before = path.read_bytes()
    try:
        path.write_bytes(data)
        _, problems = read_dataset(copy)
    finally:
        path.write_bytes(before)
    assert errors(problems)
    assert {problem.path for problem in errors(problems)} == {name}, "one bad file makes no noise elsewhere"


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_gone_is_missed(copy: Path, name: str) -> None:
    path = copy / name
    before = path.read_bytes()
    try:
        path.unlink()
        dataset, problems = read_dataset(copy)
    finally:
        path.write_bytes(before)
    if name == "dataset.yaml":
        assert dataset is None
    if name.startswith("claims/") or Path(name).stem in {"no-gpu", "hbm-rule"}:
        return  # only scenarios and people name these
    assert problems or name == "retired.yaml"


def test_the_same_folder_gives_the_same_problems(good: Path) -> None:
    for name in FILES[::3]:
        (good / name).write_text("id: [\n")
    first, second = read_dataset(good), read_dataset(good)
    assert first[1] == second[1]
    assert list(first[1]) == sorted(first[1])
    assert {problem.path for problem in first[1]} >= set(FILES[::3])


def test_files_saved_on_windows(good: Path) -> None:
    plain, _ = read_dataset(GOOD)
    for name in FILES:
        data = (good / name).read_bytes()
        (good / name).write_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
    assert read_dataset(good) == (plain, ())


def test_files_that_systems_and_editors_leave_behind(good: Path) -> None:
    for name in (".DS_Store", "companies/.asml.yaml.swp", "Thumbs.db", "LICENSE", "components/README.md"):
        (good / name).write_bytes(b"\0\1\2")
    (good / ".git").mkdir()
    (good / ".git/config").write_text("[core]\n")
    (good / "claims/empty").mkdir()
    assert read_dataset(good)[1] == ()


def test_links_are_not_followed(good: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("id: secret\nname: hunter2\nheadquarters: US\n")
    (good / "companies/secret.yaml").symlink_to(secret)
    (good / "companies/broken.yaml").symlink_to(tmp_path / "nowhere")
    (good / "sources/up").symlink_to(tmp_path)
    (good / "sources/loop").symlink_to(good / "sources")
    dataset, problems = read_dataset(good)
    assert {(problem.path, problem.rule) for problem in problems} == {
        ("companies/secret.yaml", "link"),
        ("companies/broken.yaml", "link"),
        ("sources/up", "link"),
        ("sources/loop", "link"),
    }
    assert dataset is not None
    assert "secret" not in dataset.files
    assert "hunter2" not in str(problems)


def test_a_link_to_the_dataset_itself_is_fine(good: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(good)
    assert read_dataset(tmp_path / "link")[1] == ()


def test_pipes_are_not_opened(good: Path) -> None:
    os.mkfifo(good / "companies/pipe.yaml")
    assert [(p.path, p.rule) for p in read_dataset(good)[1]] == [("companies/pipe.yaml", "unexpected-file")]


def test_a_folder_that_the_system_does_not_open(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = os.scandir

    def refuse(path: Path) -> Iterator[os.DirEntry[str]]:
        if path.name == "claims":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert [str(p) for p in read_dataset(good)[1]] == [
        "claims:1:1: cannot be read: permission denied; check that you may open it [unreadable]"
    ]


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("title: x\n")
    for path in (tmp_path / "data", tmp_path / "nowhere"):
        assert [p.rule for p in read_dataset(path)[1]] == ["no-dataset"]


def test_folders_without_end(good: Path) -> None:
    here = os.open(good, os.O_RDONLY)
    for _ in range(200):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    assert [(p.path, p.rule) for p in read_dataset(good)[1]] == [("d/d/d/d/d", "unexpected-file")]


@pytest.mark.parametrize(
    "name",
    [
        "companies\\new.yaml",
        "companies/NEW.yaml",
        "companies/New Company.yaml",
        "companies/new.YAML",
        "companies/new.yaml ",
        "companies/C:new.yaml",
        "companies/..yaml.yaml",
        "companies/...yaml",
        "companies/-.yaml",
        "companies/nul.yaml",
        "companies/aux.new.yaml",
        "companies/com1.yaml",
        "companies/neu\u0308.yaml",
        "companies/new\u202e.yaml",
        "companies/new\x1b[2J.yaml",
        "companies/new\n.yaml",
        "../new.yaml",
        "companies/../new.yaml",
        "~/new.yaml",
        "companies/%2e%2e.yaml",
        "new.yaml",
        "Companies/new.yaml",
    ],
)
def test_names_that_no_record_can_have(good: Path, name: str) -> None:
    path = good / name
    if ".." in Path(name).parts:
        path = good / "companies" / "new.yaml"
    path.parent.mkdir(exist_ok=True)
    wanted = name.replace("\\", "/").split("/")[-1].removesuffix(".yaml") if ".." not in name else "../new"
    path.write_text(COMPANY.format(repr(wanted).replace('"', "'")), encoding="utf-8")
    dataset, problems = read_dataset(good)
    hidden = Path(name).name.startswith(".")
    assert hidden or errors(problems)
    assert dataset is not None
    assert all(problem.path.isprintable() for problem in problems)
    if Path(name).name not in ("nul.yaml", "aux.new.yaml", "com1.yaml"):
        assert set(dataset.files) == RECORDS, "it is no record"


def test_a_name_that_is_no_text(good: Path) -> None:
    with open(os.fsencode(good / "companies") + b"/n\xffw.yaml", "w") as file:
        file.write(COMPANY.format("new"))
    assert [str(p) for p in read_dataset(good)[1]] == [
        "companies/n\\udcffw.yaml:1:1: a name with characters that cannot be shown; "
        "rename it: lower-case letters, digits, dots and single hyphens [file-name]"
    ]


def test_thousands_of_problems_at_once(good: Path) -> None:
    path = good / "components/input/helium.yaml"
    head = path.read_text().replace("leaf: commodity\n", "suppliers:\n")
    rows = [f"  - {{company: company-{i:04}, made_in: [{{country: XX}}]}}\n" for i in range(1500)]
    path.write_text(head + "".join(rows))
    (good / "companies/asml.yaml").write_text("id: asml\n" + "".join(f"field{i}: 1\n" for i in range(3000)))
    for i in range(200):
        (good / f"sources/bad-{i}.yaml").write_text(f"id: worse-{i}\ntitle: [\n")
    start = time.perf_counter()
    dataset, problems = read_dataset(good)
    assert time.perf_counter() - start < 10
    assert dataset is not None
    count = Counter(problem.rule for problem in problems)
    assert count == {
        "unknown-company": 1500,
        "unknown-country": 1500,
        "no-evidence": 1500,
        "unknown-field": 3000,
        "missing-field": 2,
        "yaml-syntax": 200,
    }
    assert [p.line for p in problems if p.rule == "unknown-country"] == list(range(6, 1506))


def test_problems_of_all_kinds_of_files_are_told_together(good: Path) -> None:
    (good / "dataset.yaml").write_text("title: [\n")
    (good / "retired.yaml").write_text("retired: none\n")
    (good / "companies/asml.yaml").write_bytes(b"\xff")
    dataset, problems = read_dataset(good)
    assert dataset is None
    assert [(problem.path, problem.rule) for problem in problems] == [
        ("companies/asml.yaml", "encoding"),
        ("dataset.yaml", "yaml-syntax"),
        ("retired.yaml", "wrong-type"),
    ]


def test_an_unread_file_is_not_called_unknown_but_other_names_are(says: Callable[..., list[str]]) -> None:
    lines = says(
        {"file": "components/input/hbm3e.yaml", "replace": "name: HBM3E stack", "with": "name: [HBM3E]"},
        {"file": "components/chip/gpu.yaml", "replace": "component: helium", "with": "component: heliun"},
    )
    assert [line.rpartition(" [")[2] for line in lines] == ["unknown-component]", "wrong-type]"]
