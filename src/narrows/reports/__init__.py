"""Reports: one self-contained document on what a what-if does, as a web page or as Markdown."""

from .build import FORMATS, Report, report

__all__ = ["FORMATS", "Report", "report"]
