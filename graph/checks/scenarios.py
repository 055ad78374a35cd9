"""Rules on scenarios: what they suppose can be, and changes something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..dataset import Dataset
from ..problems import Finding
from . import walk


def scenario_share_sum(dataset: Dataset) -> Iterator[Finding]:
    """The shares that a scenario sets in one list sum to 1 at most, and each is set once."""
    for scenario in dataset.scenarios.values():
        file = dataset.files[scenario.id]
        sums: dict[str, float] = defaultdict(float)
        seen: set[str] = set()
        for i, setting in enumerate(scenario.set):
            offering, place, _ = setting.offering.partition("/")
            whole = offering if place else offering.partition("@")[0]
            sums[whole] += setting.share
            if setting.offering in seen:
                message = f'the share of "{setting.offering}" is set twice'
                yield Finding(file, ("set", i, "offering"), "scenario-share-sum", message, "keep one")
            elif sums[whole] > 1 + 1e-9:
                message = f'the shares set for "{whole}" sum to {sums[whole]:.3g}, more than 1'
                hint = "lower one of them; the others shrink in proportion by themselves"
                yield Finding(file, ("set", i, "share"), "scenario-share-sum", message, hint)
            seen.add(setting.offering)


def scenario_addition(dataset: Dataset) -> Iterator[Finding]:
    """What a scenario adds was not there before, and can make a difference."""
    for scenario in dataset.scenarios.values():
        file = dataset.files[scenario.id]
        added: set[str] = set()
        for i, addition in enumerate(scenario.add):
            component, supplier = dataset.components.get(addition.component), addition.supplier
            if component is None or supplier is None:
                continue
            if not (supplier.company or supplier.unknown or supplier.unnamed):
                continue  # said already
            loc = ("add", i, "supplier")
            id_ = walk.offering_id(component.id, supplier)
            # One that is disputed may be supposed: the default may leave it out.
            there = {walk.offering_id(component.id, s) for s in component.suppliers if s.dispute is None}
            if supplier.unknown:
                message, hint = "a supplier that nobody has named adds nothing", "name a company"
            elif id_ in there | added:
                message, hint = f'"{id_}" is there already', "set its share instead"
            elif not component.suppliers:
                message = f'"{component.id}" names no supplier, so that another cannot change anything'
                hint = "add an alternative where it is needed, or name its suppliers first"
            else:
                added.add(id_)
                continue
            yield Finding(file, loc, "scenario-addition", message, hint)


def scenario_target(dataset: Dataset) -> Iterator[Finding]:
    """A scenario does not take away its own target or the target's maker."""
    for scenario in dataset.scenarios.values():
        target = dataset.components.get(scenario.target)
        if target is None:
            continue
        own = {target.id, f"component:{target.id}", f"layer:{target.layer}"}
        for maker in (s.company for s in target.suppliers if s.company):
            own |= {maker, f"company:{maker}", f"{target.id}@{maker}"}
        for i, ref in enumerate(scenario.remove):
            if ref.partition("/")[0] in own:
                yield Finding(
                    dataset.files[scenario.id],
                    ("remove", i),
                    "scenario-target",
                    f'"{ref}" takes away the target "{target.id}" or its maker',
                    "choose another target",
                )


def idle_scenario(dataset: Dataset) -> Iterator[Finding]:
    """A scenario supposes something, and acts_on stands only where something is removed."""
    for scenario in dataset.scenarios.values():
        file = dataset.files[scenario.id]
        if not (scenario.remove or scenario.add or scenario.set or scenario.apply or scenario.lift):
            hint = "say what it removes, adds, sets, applies or lifts"
            yield Finding(file, ("id",), "idle-scenario", "the scenario changes nothing", hint)
        elif scenario.acts_on and not scenario.remove:
            hint = "delete it; a control says itself on what it acts"
            yield Finding(file, ("acts_on",), "idle-scenario", "acts_on without remove says nothing", hint)


RULES = (scenario_share_sum, scenario_addition, scenario_target, idle_scenario)
