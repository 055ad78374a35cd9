"""The files shown to contributors are valid when they are put together as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from narrows.authoring.canonical import canonical
from narrows.cli.parser import build_parser
from narrows.graph.loader import FOLDERS, read_dataset
from narrows.library import bundled_names

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_shown_files_make_a_valid_dataset(own: Path) -> None:
    whole = [block for block in BLOCKS if "$schema=" in block]
    supplier, share, sides = [block for block in BLOCKS if "$schema=" not in block]
    for block in whole:
        kind = re.search(r"schema/(\w+)\.schema", block)
        id_ = re.search(r"^id: ([\w-]+)", block, re.MULTILINE)
        assert kind is not None
        assert id_ is not None
        folder = {"company": "companies"}.get(kind[1], f"{kind[1]}s")
        path = own / folder / f"{id_[1]}.yaml"
        assert not path.exists()
        path.write_text(block, encoding="utf-8")
        assert canonical(block, f"{folder}/{id_[1]}.yaml").count("#") == block.count("#")
    assert len(whole) == 3
    evidence = '{kind: press, as_of: "2026", confidence: low, cites: [{source: example-memory-report-2026}]}'
    path = own / "components" / "input" / "scanner.yaml"
    text = path.read_text(encoding="utf-8")
    head = "suppliers:\n"
    assert head in text
    new = supplier + share + sides.replace("{...}", evidence)
    # The list of a real component goes on below; its first supplier is sorted where it belongs by fmt.
    path.write_text(canonical(text.replace(head, head + new), "components/input/scanner.yaml"), "utf-8")
    dataset, problems = read_dataset(own)
    assert [str(p) for p in problems if p.severity == "error"] == []
    assert dataset is not None
    found = next(s for s in dataset.components["scanner"].suppliers if s.company == "example-memory")
    assert len(found.shares) == 3


def test_the_commands_on_the_page_exist() -> None:
    known = {name for action in build_parser()._actions for name in getattr(action, "choices", None) or ()}
    named = set(re.findall(r"narrows (new|add|dispute|fmt|from-issue|validate|schema)\b", PAGE))
    assert {"add", "dispute", "from-issue", "validate"} <= named <= known


def test_hooks_name_commands_that_exist() -> None:
    known = {name for action in build_parser()._actions for name in getattr(action, "choices", None) or ()}
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    own = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    for hook in (*offered, *own["repos"][0]["hooks"]):
        assert hook["entry"].partition("narrows ")[2].split()[0] in known
    assert {hook["id"] for hook in offered} <= {hook["id"] for hook in own["repos"][0]["hooks"]}


def test_hooks_look_at_the_dataset_they_check() -> None:
    """Without a path, ``validate`` would look at the data that came with an installed package."""
    own = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    checked = [h for h in own["repos"][0]["hooks"] if "validate" in h["entry"]]
    for hook in checked:
        folder = hook["entry"].split()[-1]
        assert (ROOT / folder / "dataset.yaml").is_file()
        assert re.search(hook["files"], f"{folder}/components/x.yaml")
    assert len(checked) == len(bundled_names())


def test_the_offered_hook_takes_dataset_files_and_no_others() -> None:
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    pattern = next(hook["files"] for hook in offered if hook["id"] == "narrows-fmt")
    for folder in FOLDERS:
        assert re.search(pattern, f"mine/{folder}/x.yaml")
        assert re.search(pattern, f"{folder}/x.yaml")
    assert re.search(pattern, "mine/dataset.yaml")
    for other in (".pre-commit-config.yaml", "docker-compose.yaml", ".github/workflows/ci.yaml"):
        assert not re.search(pattern, other)
