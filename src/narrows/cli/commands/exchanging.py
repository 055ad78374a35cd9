"""Data in and out."""

from __future__ import annotations

from ..argument_types import date
from .declare import Add


def declare(add: Add) -> None:
    """Data in and out."""
    bring = add(
        "import",
        "exchanging",
        "make a dataset from tables: your own (csv) or a copy of ETO's files (eto); template: empty tables",
        graph=False,
        output=False,
    )
    bring.add_argument("form", choices=("csv", "eto", "template"), help="what is imported")
    bring.add_argument("path", nargs="?", help="a folder of CSV files; with csv also one table or a workbook")
    bring.add_argument("--output", "-o", metavar="FOLDER", required=True, help="the new dataset's folder")
    bring.add_argument("--target", metavar="ID", help="the component whose supply is asked about")
    bring.add_argument("--title", metavar="TEXT", help="what the dataset is called")
    bring.add_argument("--as-of", metavar="DATE", type=date, help="the date of rows that have none")
    bring.add_argument(
        "--gates",
        metavar="FILE.csv",
        help="with eto: how each parent and its kinds are read (default: our reading)",
    )

    release = add(
        "release-data",
        "exchanging",
        "write a dataset for others to use: tables, JSON, GraphML, Excel",
        graph=False,
        output=False,
    )
    release.add_argument(
        "path", nargs="?", default="ai-chips", help="a dataset's folder or name (default ai-chips)"
    )
    release.add_argument(
        "--output", "-o", metavar="FOLDER|FILE.zip", required=True, help="a new folder, or a zip archive"
    )
