"""Fault trees in the Open-PSA Model Exchange Format: reading them, and writing supply graphs as such.

The format: Open-PSA Model Exchange Format 2.0d, https://open-psa.github.io/mef/.
"""

from __future__ import annotations

from .resolve import read_fault_tree
from .tree import FaultTree, FaultTreeError, TopError
from .write import open_psa

__all__ = ["FaultTree", "FaultTreeError", "TopError", "open_psa", "read_fault_tree"]
