"""Rules on claims: what a rule is given fits its kind, and names what there is."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from ..countries import COUNTRIES
from ..dataset import Dataset
from ..problems import Finding, did_you_mean
from ..records import Claim, Requirement

TAKES = MappingProxyType(
    {
        "runs_without": frozenset({"remove", "held_by", "layers"}),
        "no_held_group": frozenset({"held_by", "layers"}),
        "all_named": frozenset({"roles"}),
        "stock_share": frozenset({"at_most"}),
        "disclosed": frozenset({"specs"}),
        "side_fact": frozenset({"findings"}),
    }
)
NEEDS = MappingProxyType(
    {
        "runs_without": (("remove", "held_by"),),
        "no_held_group": (("held_by",),),
        "all_named": (),
        "stock_share": (("at_most",),),
        "disclosed": (("specs",),),
        "side_fact": (),
    }
)


def claim_rule_form(dataset: Dataset) -> Iterator[Finding]:
    """A rule has what its kind asks for and nothing else."""
    for claim in dataset.claims.values():
        file, rule = dataset.files[claim.id], claim.rule
        taken = TAKES[rule.kind]
        for field in sorted(rule.model_fields_set - {"kind", "targets"} - taken):
            yield Finding(
                file,
                ("rule", field),
                "claim-rule",
                f'{field} in a rule of kind "{rule.kind}"',
                f"this kind takes {', '.join(sorted(taken))}",
            )
        for options in NEEDS[rule.kind]:
            if not any(getattr(rule, name) not in (None, ()) for name in options):
                yield Finding(
                    file,
                    ("rule", "kind"),
                    "claim-rule",
                    f'a rule of kind "{rule.kind}" without {" or ".join(options)}',
                    "add it; it says what the claim is held against",
                )
        if rule.layers and rule.held_by is None:
            yield Finding(
                file,
                ("rule", "layers"),
                "claim-rule",
                "layers without held_by",
                "say whose supplies in these layers, or remove layer:X",
            )


def claim_layer(dataset: Dataset) -> Iterator[Finding]:
    """A layer that a rule names is declared in dataset.yaml."""
    for claim in dataset.claims.values():
        for i, layer in enumerate(claim.rule.layers):
            if layer not in dataset.layer_order:
                hint = did_you_mean(layer, dataset.layer_order)
                yield Finding(
                    dataset.files[claim.id],
                    ("rule", "layers", i),
                    "claim-layer",
                    f'no layer "{layer}"',
                    hint or f"layers: {', '.join(dataset.layer_order)}",
                )


def claim_role(dataset: Dataset) -> Iterator[Finding]:
    """A need that a rule names is one of each target."""
    for claim in dataset.claims.values():
        for i, role in enumerate(claim.rule.roles):
            for target in claim.targets:
                needs = dataset.components[target].requires if target in dataset.components else ()
                if target in dataset.components and role not in _roles(needs):
                    roles = _roles(needs)
                    yield Finding(
                        dataset.files[claim.id],
                        ("rule", "roles", i),
                        "claim-role",
                        f'"{target}" has no need "{role}"',
                        did_you_mean(role, roles) or f"its needs: {', '.join(roles) or 'none'}",
                    )


def claim_holder(dataset: Dataset) -> Iterator[Finding]:
    """Whose supplies a rule takes away is foreign, a list of countries, or a control's reach."""
    for claim in dataset.claims.values():
        text = claim.rule.held_by
        if text is None:
            continue
        problem = _holder_problem(dataset, claim, text)
        if problem is not None:
            yield Finding(dataset.files[claim.id], ("rule", "held_by"), "claim-holder", *problem)


def _roles(needs: tuple[Requirement, ...]) -> list[str]:
    return [need.role for need in needs]


def _holder_problem(dataset: Dataset, claim: Claim, text: str) -> tuple[str, str] | None:
    """What is wrong with a holder, and what to do; None if nothing is."""
    if text == "foreign":
        for target in claim.targets:
            component = dataset.components.get(target)
            if component is not None and component.jurisdiction is None:
                return f'"{target}" has no jurisdiction to be foreign to', "name countries, such as US,JP"
        return None
    kind, colon, name = text.partition(":")
    if colon:
        if kind != "control" or name not in dataset.controls:
            known = [f"control:{id_}" for id_ in dataset.controls]
            return f'no control "{text}"', did_you_mean(text, known) or "write control: and the id of one"
        return None
    for code in text.split(","):
        if code.strip() not in COUNTRIES:
            return f'"{code.strip()}" is no country code', "write foreign, codes such as US,JP, or control:ID"
    return None


RULES = (claim_rule_form, claim_layer, claim_role, claim_holder)
