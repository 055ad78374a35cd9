"""Origins: who really says it. Several documents that repeat one voice are one origin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..graph.dataset import Dataset
from ..graph.records import Evidence


@dataclass(frozen=True, slots=True)
class Origins:
    """The origin of each source, by source id.

    A source is as independent as its publisher. One that ``relays`` somebody counts as that
    somebody; where the field says more than a name ("Reuters on an IDC report"), as the publisher
    or relayed voice with whose name it begins.
    """

    of: Mapping[str, str]
    relaying: frozenset[str]

    def of_evidence(self, evidence: Evidence) -> tuple[str, ...]:
        """The origins a statement rests on: whatever was read through one source is that source's."""
        if evidence.via is not None:
            return (self.of[evidence.via],)
        return tuple(sorted({self.of[c.source] for c in evidence.cites}))


def origins_of(dataset: Dataset) -> Origins:
    """The origin of every source of a dataset. O(sources^2) in the relayed ones."""
    sources = dataset.sources.values()
    names: dict[str, str] = {}
    for source in sources:
        names.setdefault(_key(source.publisher), source.publisher)
    relayed = sorted({s.relays for s in sources if s.relays is not None}, key=lambda r: (len(r), r))
    for name in relayed:
        if _begins_with(name, names) is None:
            names[_key(name)] = name
    of = {}
    for source in sources:
        name = source.relays or source.publisher
        known = _begins_with(name, names) if source.relays else None
        of[source.id] = known or names[_key(name)]
    return Origins(of, frozenset(s.id for s in sources if s.relays is not None))


def _key(name: str) -> str:
    """A name without case, spaces, punctuation, and what stands in brackets.

    >>> _key("The Elec"), _key("TheElec (digest)")
    ('theelec', 'theelec')
    """
    plain = re.sub(r"\([^()]*\)", " ", name)
    return re.sub(r"\W+", "", plain.casefold()) or name.casefold()


def _begins_with(text: str, names: Mapping[str, str]) -> str | None:
    """The known name that is all of the text, or its longest beginning of whole words."""
    words = re.split(r"[\s,;/]+", text)
    for count in range(len(words), 0, -1):
        known = names.get(_key("".join(words[:count])))
        if known is not None:
            return known
    return None
