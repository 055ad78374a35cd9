"""Excel workbooks in which text stays text, and whose bytes depend on nothing but their content."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from .wording import clean

EPOCH = datetime(2000, 1, 1)


def append(sheet: Any, row: Sequence[str | int | float | bool | None]) -> None:
    """Add a row; text stays text, also where it looks like a formula or a date."""
    number = sheet.max_row + 1 if sheet.max_row > 1 or sheet.cell(1, 1).value is not None else 1
    put(sheet, number, row)


def put(sheet: Any, number: int, row: Sequence[str | int | float | bool | None]) -> None:
    """Write a row of a known number; the same, in constant time."""
    for column, value in enumerate(row, 1):
        cell = sheet.cell(number, column)
        if isinstance(value, str):
            cell.value = clean(value)
            cell.data_type = "s"
            cell.number_format = "@"
        else:
            cell.value = value


def book_bytes(book: Any, moment: datetime = EPOCH, *, stored: bool = False) -> bytes:
    """A workbook's bytes: the moment given stands for the time of writing."""
    out = io.BytesIO()
    book.properties.created = moment
    book.properties.modified = moment
    book.save(out)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    files = {}
    with zipfile.ZipFile(out) as source:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", stamp, content)
            files[name] = content
    return zip_bytes(files, moment, stored=stored)


def zip_bytes(files: dict[str, bytes], moment: datetime = EPOCH, *, stored: bool = False) -> bytes:
    """A zip archive of the files, in the order given; ``stored`` ones are not compressed, so that no
    version of a compressor changes the bytes."""
    how = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as target:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, moment.timetuple()[:6])
            info.external_attr = 0o644 << 16
            info.create_system = 3
            target.writestr(info, content, how)
    return out.getvalue()
