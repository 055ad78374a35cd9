"""The workflows: their syntax and safety by offline linters, and each of their steps run for real."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from narrows.cli.parser import build_parser

from .conftest import Repository

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
OURS = [ROOT / ".github" / "workflows" / name for name in ("dataset.yml", "links.yml")]
SCRIPT = ".github/scripts/datasets.py"
HBM2E = "components/memory/hbm2e.yaml"
NEW = (HBM2E, "", "  - company: pack-b\n    made_in: [{country: CN}]\n")


def run(*command: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", **more)


def test_the_syntax_of_every_workflow() -> None:
    schema = ["--builtin-schema", "vendor.github-workflows"]
    done = run(sys.executable, "-m", "check_jsonschema", *schema, *map(str, WORKFLOWS))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_linter_would_notice(tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.yml"
    spoilt.write_text(OURS[0].read_text(encoding="utf-8").replace("runs-on:", "run-on:"), encoding="utf-8")
    schema = ["--builtin-schema", "vendor.github-workflows"]
    assert run(sys.executable, "-m", "check_jsonschema", *schema, str(spoilt)).returncode == 1


def test_the_safety_of_the_workflows_that_strangers_start(tmp_path: Path) -> None:
    """Pinned actions, read-only token, no untrusted text in a shell, no credentials left behind."""
    zizmor = shutil.which("zizmor", path=str(Path(sys.executable).parent)) or "zizmor"
    alone = [zizmor, "--offline", "--no-progress", "--pedantic"]
    done = run(*alone, *map(str, OURS))
    assert done.returncode == 0, done.stdout + done.stderr
    spoilt = tmp_path / "spoilt.yml"
    text = OURS[0].read_text(encoding="utf-8")
    spoilt.write_text(text.replace("datasets.py diff", 'x "${{ github.head_ref }}"'), encoding="utf-8")
    assert run(*alone, str(spoilt)).returncode != 0


def test_what_starts_them_and_what_they_may() -> None:
    for path in OURS:
        found = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        assert found["permissions"] == {"contents": "read"}
        assert all("permissions" not in job for job in found["jobs"].values())
    dataset, links = (yaml.load(p.read_text(encoding="utf-8"), yaml.BaseLoader)["on"] for p in OURS)
    assert dataset == {"pull_request": {"paths": ["datasets/**"]}}
    assert sorted(links) == ["schedule", "workflow_dispatch"]


def steps(workflow: Path) -> list[str]:
    """The commands of a workflow that call the script, as they stand there."""
    found = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    runs = [s["run"] for job in found["jobs"].values() for s in job["steps"] if "run" in s]
    return [r.split(SCRIPT)[1].strip() for r in runs if SCRIPT in r]


class Job:
    """A checkout as the workflow has it: the merge of a change, its first parent the branch it goes into."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.summary = repository.top.parent / "summary.md"

    def merge(self, *edits: tuple[str, str, str]) -> None:
        self.repository.git("checkout", "-q", "-b", "change")
        self.repository.commit("the change", *edits)
        self.repository.git("checkout", "-q", "main")
        self.repository.git("merge", "-q", "--no-ff", "-m", "merge", "change")

    def step(self, *arguments: str) -> tuple[int, str, str]:
        self.summary.unlink(missing_ok=True)
        environment = {**os.environ, "GITHUB_STEP_SUMMARY": str(self.summary), "PYTHONUTF8": "1"}
        environment["PYTHONPATH"] = str(ROOT / "src")
        environment["GITHUB_WORKSPACE"] = str(self.repository.top)
        done = run(sys.executable, str(ROOT / SCRIPT), *arguments, cwd=self.repository.top, env=environment)
        assert "Traceback" not in done.stderr, done.stderr
        text = self.summary.read_text(encoding="utf-8") if self.summary.exists() else ""
        return done.returncode, done.stdout, text


@pytest.fixture
def job(repository: Repository) -> Job:
    return Job(repository)


def test_the_steps_are_those_tested_here() -> None:
    assert [steps(path) for path in OURS] == [["validate", "fmt", "diff"], ["links"]]


def test_a_good_change_goes_through_all_steps(job: Job) -> None:
    job.merge(NEW)
    assert job.step("validate") == (0, "", "# tutorial: valid\n\n")
    code, _, text = job.step("fmt")
    assert code == 0
    assert text.startswith("# ")
    code, _, text = job.step("diff")
    assert code == 0
    assert "the answer changes for 1 of 1 target" in text
    assert "4 lost, 2 widened" in text
    assert "| hbm2e/suppliers/pack-b |" in text
    assert "HEAD^1" in text


def test_a_bad_change_is_annotated_and_not_compared(job: Job) -> None:
    job.merge((HBM2E, "company: mem-b", "company: mem-bb"))
    code, out, text = job.step("validate")
    assert code == 1
    assert f"::error file=datasets/tutorial/{HBM2E},line=" in out
    assert "unknown-company" in text
    assert 'did you mean "mem-b"' in text
    code, _, text = job.step("diff")
    assert code == 1
    assert "Not valid" in text
    assert job.step("fmt")[0] == 0


def test_form_alone_never_fails_and_the_corrected_file_is_offered(job: Job) -> None:
    """With long ticks in a comment, as somebody might write to end the block."""
    job.merge((HBM2E, "name: HBM2E stack\nlayer: memory", "layer:   memory\nname: HBM2E stack  # ```` <b>"))
    code, out, text = job.step("fmt")
    assert (code, out) == (0, "")
    commands = build_parser()._subparsers
    assert commands is not None
    if "fmt" in str(commands._group_actions[0].choices):
        assert "name: HBM2E stack" in text
        assert "\n`````yaml\n" in text
    else:
        assert "could not be looked at" in text


def test_a_new_dataset_and_a_change_elsewhere(job: Job) -> None:
    shutil.copytree(job.repository.folder, job.repository.top / "datasets" / "mine")
    (job.repository.top / "datasets" / "README.md").write_text("x\n")
    job.merge()
    code, _, text = job.step("diff")
    assert code == 0
    assert "A new dataset" in text
    assert "tutorial" not in text


def test_hostile_names_of_files(job: Job, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: hunter2\n")
    names = ("companies/a;touch x.yaml", "companies/$(touch x).yaml", "companies/`touch x`.yaml", "-rf.yaml")
    job.repository.git("checkout", "-q", "-b", "other")
    for name in names:
        (job.repository.folder / name).write_text("id: x\nname: |\n  ::error::x\n")
    (job.repository.folder / "companies" / "link.yaml").symlink_to(secret)
    job.repository.git("checkout", "-q", "main")
    job.merge()
    for what in ("validate", "fmt", "diff"):
        code, out, text = job.step(what)
        assert code == (0 if what == "fmt" else 1)
        assert "hunter2" not in out + text
        assert all(line.startswith(("::error file=", "::warning file=")) for line in out.splitlines())
    assert not list(job.repository.top.rglob("x"))


def test_an_odd_folder_ends_the_run(job: Job) -> None:
    folder = job.repository.top / "datasets" / "-x; y"
    shutil.copytree(job.repository.folder, folder)
    job.merge()
    code, out, _ = job.step("validate")
    assert (code, out) == (1, "")


def test_the_links_step(job: Job) -> None:
    """The tutorial has no sources, so that nothing is asked; the report stands in the summary."""
    code, _, text = job.step("links", "--dataset", "tutorial")
    assert code == 0
    assert "0 addresses" in text
