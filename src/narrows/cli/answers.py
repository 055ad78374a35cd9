"""Answers as people give them, turned into the form that records have; ValueError says what is wanted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

_ALSO: Mapping[str, str] = MappingProxyType(
    {
        "usa": "US",
        "america": "US",
        "uk": "GB",
        "britain": "GB",
        "great britain": "GB",
        "holland": "NL",
        "the netherlands": "NL",
        "korea": "KR",
        "republic of korea": "KR",
        "prc": "CN",
        "mainland china": "CN",
    }
)
_LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        "english": "en",
        "chinese": "zh",
        "japanese": "ja",
        "korean": "ko",
        "german": "de",
        "french": "fr",
        "dutch": "nl",
        "russian": "ru",
    }
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def country(said: str) -> str:
    """The code of a country by its code or English name.

    >>> country("kr"), country("South Korea"), country("USA")
    ('KR', 'KR', 'US')
    """
    from ..graph.countries import COUNTRIES
    from ..graph.problems import did_you_mean

    if said.upper() in COUNTRIES:
        return said.upper()
    names = {name.casefold(): code for code, name in COUNTRIES.items()} | dict(_ALSO)
    if found := names.get(said.casefold()):
        return found
    near = did_you_mean(said, COUNTRIES.values()) if len(said) > 2 else ""
    raise ValueError(f'{near or "no such country:"} write its English name, or two letters such as "KR"')


def date(said: str) -> str:
    """A year, month or day, also with the month in words.

    >>> date("March 2026"), date("12 March 2026"), date("Mar 12, 2026"), date("2026/3"), date("2026-03-12")
    ('2026-03', '2026-03-12', '2026-03-12', '2026-03', '2026-03-12')
    """
    text = re.sub(r"[,./-]+", " ", said.casefold()).split()
    words = [w for w in text if w[:3] in _MONTHS and w.isalpha()]
    digits = [w for w in text if w.isdecimal()]
    if len(words) > 1 or len(words) + len(digits) != len(text) or not 1 <= len(text) <= 3:
        return said
    year = next((w for w in digits if len(w) == 4), "")
    rest = [int(w) for w in digits if w != year]
    if not year or (not words and digits[0] != year) or len(rest) + len(words) + 1 != len(text):
        return said  # 3/12/2026 is March in one country and December in another
    parts = [_MONTHS.index(words[0][:3]) + 1, *rest] if words else rest
    return "-".join([year, *(f"{part:02}" for part in parts)])


def period(said: str) -> str:
    """A date, or a half or quarter of a year.

    >>> period("Q2 2025"), period("2025 h1"), period("2025")
    ('2025-Q2', '2025-H1', '2025')
    """
    text = re.sub(r"[\s,-]+", " ", said.upper()).split()
    if len(text) == 2 and re.fullmatch("[HQ][1-4]", text[0]):
        text.reverse()
    if len(text) == 2 and re.fullmatch("[12][0-9]{3}", text[0]) and re.fullmatch("[HQ][1-4]", text[1]):
        return "-".join(text)
    return date(said)


def web_address(said: str) -> str:
    """A web address, also without its beginning.

    >>> web_address("www.example.org/report"), web_address("https://example.org")
    ('https://www.example.org/report', 'https://example.org')
    """
    bare = re.fullmatch(r"(?:www\.\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/\S*)", said, re.IGNORECASE)
    return f"https://{said}" if bare else said


def language(said: str) -> str:
    """The code of a language, also by its name.

    >>> language("Chinese"), language("ZH"), language("zh-TW")
    ('zh', 'zh', 'zh-TW')
    """
    return _LANGUAGES.get(said.casefold(), said.lower() if len(said) == 2 else said)


def share(said: str) -> str:
    """A share as a fraction.

    >>> share("62%"), share("0.62")
    ('0.62', '0.62')
    """
    from ..authoring.facts import fraction_of

    value = fraction_of(said)
    if value is None:
        raise ValueError("write 0.62, or 62%")
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)


def one_by_one(read: Callable[[str], str]) -> Callable[[str], str]:
    """A reader of several answers with commas between them.

    >>> one_by_one(country)("Taiwan, kr")
    'TW, KR'
    """

    def read_all(said: str) -> str:
        found = []
        for part in filter(None, (p.strip() for p in said.split(","))):
            try:
                found.append(read(part))
            except ValueError as error:
                raise ValueError(f'"{part}": {error}') from error
        return ", ".join(found)

    return read_all
