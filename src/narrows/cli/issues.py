"""from-issue: the body of a filled issue form becomes files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .adding import add_share, add_supplier
from .asking import Asker
from .creating import new_component
from .disputing import record_dispute
from .document import UsageError
from .writing import carry_out, load_own

if TYPE_CHECKING:
    from ..authoring.change import Change
    from ..graph.dataset import Dataset


def from_issue_command(arguments: argparse.Namespace) -> int:
    """Turn a filled form into files, or write the forms themselves."""
    from ..authoring.change import Change
    from ..authoring.issue_forms import NotAForm, form_text, forms, read_form

    root, dataset = load_own(arguments)
    known = forms({layer.id: layer.name for layer in dataset.manifest.layers})
    if arguments.write_forms is not None:
        folder = Path(arguments.write_forms)
        folder.mkdir(parents=True, exist_ok=True)
        for form in known:
            path = folder / f"{form.name}.yml"
            path.write_text(form_text(form), encoding="utf-8", newline="\n")
            print(f"wrote {path.as_posix()}", file=sys.stderr)
        return 0
    try:
        form, filled = read_form(_body(arguments.file), known)
    except NotAForm as error:
        raise UsageError(f"{arguments.file}: {error}") from error
    change = Change(root)
    ask = Asker(_as_options(filled), interactive=False)
    _FILL[form.name](ask, dataset, change)
    ask.settle()
    return carry_out(arguments, change, root)


def _body(name: str | None) -> str:
    if name is None:
        raise UsageError("name the file with the form's body, or - for standard input")
    if name == "-":
        return sys.stdin.read()
    try:
        with Path(name).open(encoding="utf-8") as file:
            return file.read(1_000_000)
    except UnicodeDecodeError:
        raise UsageError(f'"{name}" is not UTF-8 text') from None
    except OSError as error:
        raise UsageError(f'"{name}": {(error.strerror or "cannot be read").lower()}') from None


def _as_options(filled: dict[str, str]) -> argparse.Namespace:
    """What was filled in, as if it had been given in options; all other options are empty."""
    from .commands.authoring import DISPUTE, EVIDENCE, FACT, RECORD

    names = [name.replace("-", "_") for name, _, _ in (*RECORD, *FACT, *DISPUTE, *EVIDENCE)]
    options: dict[str, object] = dict.fromkeys([*names, "component", "statement"])
    options["forecast"] = False
    options |= {name.replace("-", "_"): text for name, text in filled.items()}
    return argparse.Namespace(**options)


def _fact(ask: Asker, dataset: Dataset, change: Change) -> None:
    """A supplier that is not listed yet, its share, or both."""
    from ..authoring.facts import company_called, slug
    from .sourcing import component_called

    given = ask.arguments
    component = component_called(dataset, given.component or "")
    id_ = company_called(dataset, given.company or "")
    listed = id_ is not None and id_ in {s.company for s in dataset.components[component].suppliers}
    if not listed:
        add_supplier(ask, dataset, change)
    elif given.value is None:
        raise UsageError(f'"{given.company}" supplies {component} already, and the form says no share')
    if given.value is not None and not ask.missing:
        given.of = id_ or slug(given.company)
        add_share(ask, dataset, change)


def _component(ask: Asker, dataset: Dataset, change: Change) -> None:
    """A component, with its first supplier if one is named."""
    from ..authoring.facts import slug

    new_component(ask, dataset, change)
    given = ask.arguments
    if given.company and not ask.missing:
        id_ = given.id or slug(given.name)
        add_supplier(ask, dataset, change, new=(id_, f"components/{given.layer}/{id_}.yaml"))


_FILL = {"fact": _fact, "correction": record_dispute, "component": _component}
