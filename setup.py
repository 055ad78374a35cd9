"""Where the three folders at the top are found; everything else is in pyproject.toml.

A checkout without symbolic links (the default on Windows) has them as small text files.
"""

from pathlib import Path

from setuptools import find_packages, setup

FOLDERS = ("graph", "analysis", "datasets")
root = Path(__file__).parent
linked = all((root / "src" / "narrows" / name).is_dir() for name in FOLDERS)
package_dir = {"": "src"}
packages = find_packages("src")
if not linked:
    for name in FOLDERS:
        package_dir[f"narrows.{name}"] = name
    packages += ["narrows.graph", "narrows.analysis", "narrows.datasets"]
    packages += [f"narrows.{name}.{p}" for name in FOLDERS for p in find_packages(name)]
    packages = sorted(set(packages))
setup(packages=packages, package_dir=package_dir)
