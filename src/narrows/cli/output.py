"""Writing a document as table, json, csv, md or xlsx."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from ..wording import clean
from ..workbook import append, book_bytes
from .document import Cell, Document

__all__ = ["FORMATS", "OutputError", "clean", "save", "write"]
FORMATS = ("table", "json", "csv", "md", "xlsx")
# In characters: a table, a column at most, a column that is narrowed (if that is enough), a heading.
SCREEN, CELL, NARROW, HEAD = 120, 44, 14, 18
# What tabulate leaves free beside a heading.
ROOM = 2
_DATE = re.compile(r"\d{4}(-(H[12]|Q[1-4]|\d{2}(-\d{2})?))?\Z")


class OutputError(Exception):
    """The output cannot be written as asked."""


def write(document: Document, format_: str, output: str | None) -> None:
    """Write to a file, or to stdout. Raises OutputError with what to do instead."""
    if format_ == "xlsx":
        if output is None:
            raise OutputError("an Excel file needs a name: add --output FILE.xlsx")
        _save(output, _xlsx(document))
        return
    text = {"table": _text, "json": _json, "csv": _csv, "md": _markdown}[format_](document)
    data = text.encode("utf-8")
    if format_ == "csv":
        data = b"\xef\xbb\xbf" + data
    save(data, output)


def save(data: bytes, output: str | None) -> None:
    """Write to a file, or to stdout if there is none. Raises OutputError if that fails."""
    if output is not None:
        _save(output, data)
        return
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(data.decode("utf-8"))
    else:
        stream.write(data)
        stream.flush()


def _save(output: str, data: bytes) -> None:
    try:
        Path(output).write_bytes(data)
    except OSError as error:
        raise OutputError(f"cannot write {output}: {error.strerror}") from error
    print(f"wrote {output}", file=sys.stderr)


def _text(document: Document) -> str:
    from tabulate import tabulate

    width = 100
    lines = [document.title, "=" * min(width, len(document.title)), ""]
    for number, paragraph in enumerate(document.paragraphs):
        following = document.paragraphs[number + 1 : number + 2]
        inside_list = paragraph.startswith("- ") and any(f.startswith("- ") for f in following)
        lines += [*_wrapped(paragraph, width), *([] if inside_list else [""])]
    for table in document.tables:
        shown = table.rows[: len(table.rows) - table.cut]
        lines += [table.title, ""] if table.title else []
        if shown:
            rows = [[_show(c) for c in row] for row in shown]
            widths = _widths(table.columns, rows)
            cells = [[_wrap_cell(c, w) for c, w in zip(row, widths, strict=True)] for row in rows]
            heads = [_wrap_cell(c, min(w - ROOM, HEAD)) for c, w in zip(table.columns, widths, strict=True)]
            lines += tabulate(cells, heads, tablefmt="simple", disable_numparse=True).splitlines()
        else:
            lines.append("(none)")
        if table.cut:
            lines.append(f"... and {table.cut} more (--all, or --format csv, shows them)")
        lines.append("")
    for paragraph in document.after:
        lines += [*_wrapped(paragraph, width), ""]
    lines += ["-" * 20, *(line for f in document.footer for line in _wrapped(f, width))]
    return clean("\n".join(line.rstrip() for line in lines)) + "\n"


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    indent = "  " if text.startswith("- ") else ""
    lines = textwrap.wrap(
        text, width, break_long_words=False, break_on_hyphens=False, subsequent_indent=indent
    )
    return lines or [""]


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """How wide each column may be, so that a table fits on a screen if it can without breaking a word.

    Headings that are wider than what stands below them are narrowed first, then the widest columns.
    """
    widths, below, least, words = [], [], [], []
    for number, head in enumerate(columns):
        lines = [line for row in rows for line in row[number].split("\n")]
        longest = [max(map(len, text.split()), default=0) for text in (head, " ".join(lines))]
        words.append(max(longest[0] + ROOM, longest[1]))
        content = max(words[-1], min(CELL, max(map(len, lines), default=0)))
        below.append(content)
        least.append(max(words[-1], min(NARROW, content)))
        widths.append(max(content, *(len(line) + ROOM for line in _wrapped(head, HEAD))))
    for floor in (below, least, words):
        while sum(widths) + 2 * (len(widths) - 1) > SCREEN:
            free = [i for i in range(len(widths)) if widths[i] > floor[i]]
            if not free:
                break
            widths[max(free, key=lambda i: widths[i])] -= 1
    return widths


def _wrap_cell(text: str, width: int) -> str:
    return "\n".join(line for part in text.split("\n") for line in _wrapped(part, width))


def _show(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.3g}"
    return str(cell)


def _json(document: Document) -> str:
    return json.dumps({**document.data, "footer": list(document.footer)}, ensure_ascii=False, indent=2) + "\n"


def _csv(document: Document) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for number, table in enumerate(document.tables):
        if number:
            writer.writerow([])
        if len(document.tables) > 1:
            writer.writerow([_csv_cell(f"# {table.title}")])
        writer.writerow([_csv_cell(c) for c in table.columns])
        writer.writerows([_csv_cell(c) for c in row] for row in table.rows)
    writer.writerow([])
    writer.writerows(
        [_csv_cell(f"# {line}")] for line in (*document.paragraphs, *document.after, *document.footer)
    )
    return out.getvalue()


def _csv_cell(cell: Cell) -> Cell:
    """Dates stay text in Excel, and no text becomes a formula."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if not isinstance(cell, str):
        return cell
    text = clean(cell).replace("\n", " ")
    if _DATE.match(text):
        return f'="{text}"'
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def _markdown(document: Document) -> str:
    from tabulate import tabulate

    def cell(value: Cell) -> str:
        return _md(_show(value))

    lines = [f"# {_md(document.title)}", ""]
    for paragraph in document.paragraphs:
        lines += [_md(paragraph), ""]
    for table in document.tables:
        lines += [f"## {_md(table.title)}", ""] if table.title else []
        rows = [[cell(c) for c in row] for row in table.rows]
        if rows:
            heads = [_md(c) for c in table.columns]
            lines += tabulate(rows, heads, tablefmt="pipe", disable_numparse=True).splitlines()
        else:
            lines.append("(none)")
        lines.append("")
    for paragraph in document.after:
        lines += [_md(paragraph), ""]
    lines += ["---", "", *(f"{_md(line)}  " for line in document.footer)]
    return "\n".join(lines) + "\n"


def _md(text: str) -> str:
    """Text that Markdown takes literally; a list's leading hyphen stays one."""
    flat = clean(text).replace("\n", " ")
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", flat)


def _xlsx(document: Document) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.worksheets[0])
    titles: set[str] = set()
    for number, table in enumerate(document.tables, 1):
        title = re.sub(r"[\\/*?:\[\]]", " ", table.title or document.title)[:28].strip() or f"Table {number}"
        title = title if title not in titles else f"{title[:25]} {number}"
        titles.add(title)
        sheet = book.create_sheet(title)
        append(sheet, list(table.columns))
        for row in table.rows:
            append(sheet, [("yes" if c else "no") if isinstance(c, bool) else c for c in row])
        for head in sheet[1]:
            head.font = Font(bold=True)
            head.alignment = Alignment(wrap_text=True, vertical="top")
        for column in sheet.columns:
            longest = max(len(str(c.value)) if c.value is not None else 0 for c in column)
            sheet.column_dimensions[column[0].column_letter].width = min(60, max(10, longest + 2))
        sheet.freeze_panes = "A2"
    about = book.create_sheet("About")
    for line in (document.title, *document.paragraphs, *document.after, *document.footer):
        append(about, [line])
    about.column_dimensions["A"].width = 110
    return book_bytes(book)
