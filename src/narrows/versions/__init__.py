"""Versions of a dataset: folders, archives and git revisions, opened as folders to read from."""

from .files import VersionError
from .find import Version, opened

__all__ = ["Version", "VersionError", "opened"]
