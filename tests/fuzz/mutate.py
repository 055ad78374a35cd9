"""Spoiling dataset files at random, the way editors, copying and ill will do."""

from __future__ import annotations

import random
import re

NUMBERS = (
    "0",
    "-1",
    "-0.0",
    "1e308",
    "1e-308",
    "1e999",
    ".nan",
    ".inf",
    "NaN",
    "9" * 400,
    "0x7f",
    "1_000",
    "0.1.2",
    "١٢٣",
    "2",
    "0.5",
    "1",
)
WORDS = (
    "true",
    "NO",
    "null",
    "~",
    "",
    '""',
    "[]",
    "{}",
    "&a x",
    "*a",
    "!!python/object/apply:os.system [ls]",
    "<<",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "'a\u202eb'",
    '"a\\u202eb"',
    '"\\ud800"',
    "'mem-\u0430'",
    "mem-\u0430",
    "'\u200b'",
    "../../etc/passwd",
    "a/b",
    "2026-02-30",
    '"2026-13"',
    "x" * 3000,
    "<script>alert(1)</script>",
    "company:mem-a",
    "layer:memory",
    "country:KR",
    "foreign",
    "world",
    "KR",
    "XX",
)
NOISE = (
    b"\n",
    b"\r",
    b"\t",
    b"#",
    b": ",
    b"- ",
    b"? ",
    b"'",
    b'"',
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b"|\n",
    b">-\n",
    b"---\n",
    b"...\n",
    b"%YAML 1.2\n",
    b"\x00",
    b"\x1b[2J",
    b"\x7f",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\xe2\x80\xae",
    b"[" * 60,
    b"{a: " * 60,
    b"- " * 60,
    b"&a [*a, *a]",
)
_VALUE = re.compile(r"(?<=: )[^\n,}\]]+")
_FIELD = re.compile(r"[a-z_]+(?=:)")


def spoilt(text: str, others: list[str], words: list[str], draw: random.Random) -> bytes:
    """The text of a file after one to three mutations; never longer than some times what it was."""
    data = text.encode("utf-8")
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        how = draw.random()
        if how < 0.35:
            data = _value(data, words, draw)
        elif how < 0.5:
            data = _field(data, others, draw)
        elif how < 0.7:
            data = _lines(data, others, draw)
        else:
            data = _bytes(data, draw)
    return data


def _value(data: bytes, words: list[str], draw: random.Random) -> bytes:
    """Another value: a number, a trap, or a name from elsewhere in the dataset."""
    text = data.decode("utf-8", "replace")
    found = list(_VALUE.finditer(text))
    if not found:
        return data
    at = draw.choice(found)
    new = draw.choice(draw.choice((NUMBERS, WORDS, words)))
    return f"{text[: at.start()]}{new}{text[at.end() :]}".encode("utf-8", "surrogatepass")


def _field(data: bytes, others: list[str], draw: random.Random) -> bytes:
    """Another field's name."""
    text = data.decode("utf-8", "replace")
    found, known = list(_FIELD.finditer(text)), _FIELD.findall(draw.choice(others))
    if not found or not known:
        return data
    at = draw.choice(found)
    return f"{text[: at.start()]}{draw.choice(known)}{text[at.end() :]}".encode("utf-8", "replace")


def _lines(data: bytes, others: list[str], draw: random.Random) -> bytes:
    """Lines taken out, doubled, moved, indented, or put in from another file."""
    lines = data.split(b"\n")
    first = draw.randrange(len(lines))
    last = min(len(lines), first + draw.randint(1, 6))
    part = lines[first:last]
    how = draw.randrange(5)
    if how == 0:
        part = []
    elif how == 1:
        part = part * 2
    elif how == 2:
        part = part[::-1]
    elif how == 3:
        shift = draw.choice((b"  ", b" ", b"    "))
        part = [shift + x if draw.random() < 0.8 else x.lstrip() for x in part]
    else:
        other = draw.choice(others).encode("utf-8").split(b"\n")
        start = draw.randrange(len(other))
        part += other[start : start + draw.randint(1, 8)]
    return b"\n".join([*lines[:first], *part, *lines[last:]])


def _bytes(data: bytes, draw: random.Random) -> bytes:
    """Bytes put in, taken out, replaced or doubled."""
    at, length = draw.randrange(len(data) + 1), draw.randint(1, 40)
    noise = draw.choice(NOISE) if draw.random() < 0.7 else draw.randbytes(draw.randint(1, 6))
    how = draw.randrange(4)
    if how == 0:
        return data[:at] + noise + data[at:]
    if how == 1:
        return data[:at] + noise + data[at + len(noise) :]
    if how == 2:
        return data[:at] + data[at + length :]
    return data[: at + length] + data[at:]
