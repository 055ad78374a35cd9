"""What the workflows run on datasets: validate, fmt, diff and links, with a report in the job summary.

Runs anywhere: without GITHUB_STEP_SUMMARY the report goes to standard output. Names of files and folders
come from strangers: they are never put into a shell, and into the report only escaped.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}")
LONGEST = 900_000  # GitHub takes a mebibyte for each step.
LONGEST_FILE = 60_000


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("validate", "fmt", "diff", "links"))
    parser.add_argument("--base", default="HEAD^1", help="the revision before (default: first parent)")
    known, rest = parser.parse_known_args(argv)
    if known.what == "links":
        return links(rest)
    if rest:
        parser.error(f"unknown: {' '.join(rest)}")
    paths = changed(known.base)
    return {"validate": validate, "fmt": fmt, "diff": diff}[known.what](paths, known.base)


def changed(base: str) -> list[str]:
    """The files under datasets/ that differ between a revision and the files as they are."""
    command = ["git", "diff", "--name-only", "-z", "--no-renames", "--end-of-options", base, "--", "datasets"]
    said = subprocess.run(command, check=True, capture_output=True).stdout
    return sorted(os.fsdecode(path) for path in said.split(b"\0") if path)


def datasets_of(paths: Sequence[str]) -> list[str]:
    """The datasets that files belong to, as they are now; ends the run for a folder with an odd name."""
    names = sorted({p.split("/")[1] for p in paths if p.count("/") >= 2} - {"schema"})
    for name in names:
        if not NAME.fullmatch(name):
            sys.exit(f"a dataset's folder cannot be called {name!a}")
    return [name for name in names if Path("datasets", name, "dataset.yaml").is_file()]


def narrows(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command of this checkout's environment; its messages go through."""
    return subprocess.run([sys.executable, "-m", "narrows", *arguments], stdout=subprocess.PIPE, check=False)


def validate(paths: Sequence[str], base: str) -> int:
    """Annotations at file and line, and the same as a table in the summary; 1 if there are errors."""
    worst = 0
    for name in datasets_of(paths):
        done = narrows("validate", f"datasets/{name}", "--format", "github")
        sys.stdout.buffer.write(done.stdout)
        sys.stdout.flush()
        worst = max(worst, done.returncode)
        if done.returncode not in (0, 1):
            report(f"# {name}\n\nThe check itself failed: see the log.\n")
        elif done.stdout:
            report(as_markdown("validate", f"datasets/{name}"))
        else:
            report(f"# {name}: valid\n")
    return worst


def fmt(paths: Sequence[str], base: str) -> int:
    """Offer files that are not in canonical form as they would be; never fails."""
    known = set(datasets_of(paths))
    looked_at = [p for p in paths if p.split("/")[1] in known and p.endswith(".yaml") and _is_plain(p)]
    with tempfile.TemporaryDirectory() as temporary:
        heads = [f"datasets/{name}/dataset.yaml" for name in sorted(known)]
        for path in {*looked_at, *filter(_is_plain, heads)}:
            copy = Path(temporary, path)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        done = narrows("fmt", *(str(Path(temporary, p)) for p in looked_at)) if looked_at else None
        offered = {p: Path(temporary, p).read_bytes() for p in looked_at}
    if done and done.returncode not in (0, 1):
        report("# Form of the files\n\nIt could not be looked at here; that is no fault of the files.\n")
        return 0
    other = [p for p in looked_at if offered[p] != Path(p).read_bytes()]
    if not other:
        report("# Form of the files\n\nNothing to do.\n")
    for path in other:
        said = "This is the file in canonical form. Take it over or leave it: form alone fails nothing."
        text = offered[path].decode("utf-8", "replace")
        shown = fenced(text) if len(text) <= LONGEST_FILE else "It is too long to be shown.\n"
        report(f"# {escaped(path)}\n\n{said}\n\n{shown}")
    return 0


def _is_plain(path: str) -> bool:
    """Whether it is a file that lies where its name says, and not a link to somewhere else."""
    file = Path(path)
    return file.is_file() and file.resolve() == Path.cwd().resolve() / path


def diff(paths: Sequence[str], base: str) -> int:
    """What the change means and does, in the summary. A dataset that is not valid has been told of before."""
    worst = 0
    for name in datasets_of(paths):
        there = ["git", "cat-file", "-e", f"{base}:datasets/{name}/dataset.yaml"]
        if subprocess.run(there, check=False, capture_output=True).returncode:
            report(f"# {name}\n\nA new dataset: there is nothing to compare with.\n")
            continue
        text = as_markdown("diff", base, "--dataset", f"datasets/{name}")
        report(text or f"# {name}\n\nNot valid, so that nothing can be compared: see the first step.\n")
        worst = max(worst, 0 if text else 1)
    return worst


def links(arguments: Sequence[str]) -> int:
    """The report on the addresses of the sources; 1 if one is dead and has no archived copy."""
    done = narrows("links", *arguments, "--format", "md")
    report(done.stdout.decode("utf-8") or "# Links\n\nThey could not be looked at: see the log.\n")
    return done.returncode


def as_markdown(*arguments: str) -> str:
    """What a command prints as Markdown; empty if it prints nothing."""
    return narrows(*arguments, "--format", "md").stdout.decode("utf-8")


def escaped(text: str) -> str:
    """Text that Markdown takes literally."""
    shown = text if text.isprintable() else ascii(text)
    return re.sub(r"([\\`*_\[\]<>|#~!&])", r"\\\1", shown)


def fenced(text: str) -> str:
    """Text in a block that it cannot end itself."""
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{ticks}yaml\n{text.rstrip()}\n{ticks}\n"


def report(text: str) -> None:
    """Add to the job summary, without the blanks that line up columns; cut at what GitHub takes."""
    lines = [re.sub(" {2,}", " ", line) if line.startswith("|") else line for line in text.splitlines()]
    lines = [re.sub("-{3,}", "---", line) if line.startswith("|:-") else line for line in lines]
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    left = LONGEST - (Path(file).stat().st_size if file and Path(file).is_file() else 0)
    kept: list[str] = []
    for line in lines:
        left -= len(line.encode("utf-8")) + 1
        if left < 0:
            kept += [
                "",
                "(Cut here: the rest is too long for this page. Run the command yourself for all of it.)",
            ]
            break
        kept.append(line)
    whole = "\n".join(kept) + "\n\n"
    if file:
        with open(file, "a", encoding="utf-8", newline="\n") as out:
            out.write(whole)
    else:
        sys.stdout.buffer.write(whole.encode("utf-8"))
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
