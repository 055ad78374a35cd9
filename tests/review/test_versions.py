"""Versions from real git repositories and archives, friendly and hostile."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from narrows.graph.loader import load_dataset
from narrows.graph.problems import DatasetError
from narrows.library import dataset_path
from narrows.versions import Version, VersionError, opened

from .conftest import Repository

HBM2E = "components/memory/hbm2e.yaml"
NEW = (HBM2E, "", "  - company: pack-b\n    made_in: [{country: CN}]\n")
TUTORIAL = load_dataset(dataset_path("tutorial"))


def makers(version: Version) -> list[str | None]:
    return [s.company for s in load_dataset(version.folder).components["hbm2e"].suppliers]


def test_a_revision_is_read_and_nothing_in_the_checkout_moves(repository: Repository) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.commit("second", NEW)
    (repository.folder / "not-yet-added.txt").write_text("x")
    for name in ("HEAD~1", first, first[:8], "main~1", "HEAD^"):
        with opened(name, "tutorial") as version:
            assert makers(version) == ["mem-b"]
            assert load_dataset(version.folder) == TUTORIAL
            assert version.label == f"{name} ({first[:10]})"
            kept = version.folder
        assert not kept.exists()
    with opened(None, "tutorial") as version:
        assert version.folder == repository.folder.resolve()
    assert repository.git("status", "--porcelain") == "?? datasets/tutorial/not-yet-added.txt"


def test_from_below_and_with_the_path_of_the_dataset(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("second", NEW)
    with opened("HEAD", str(repository.folder)) as version:
        assert makers(version) == ["mem-b", "pack-b"]
    monkeypatch.chdir(repository.folder)
    with opened("HEAD~1", "tutorial") as version:
        assert makers(version) == ["mem-b"]


def test_a_version_by_its_tag_or_from_history(repository: Repository) -> None:
    repository.commit("two", NEW, ("dataset.yaml", "2026.11.0", "2026.11.1"))
    last = repository.commit("still two", (HBM2E, "The older", "The elder"))
    repository.commit("three", ("dataset.yaml", "2026.11.1", "2026.12.0"))
    with opened("2026.11.0", "tutorial") as version:
        assert makers(version) == ["mem-b"]
    with opened("2026.11.1", "tutorial") as version:
        assert version.label == f"version 2026.11.1 ({last[:10]})", "the last of its commits"
    with opened("2026.12.0", "tutorial") as version:
        assert makers(version) == ["mem-b", "pack-b"]
    repository.git("tag", "tutorial-2026.11.1", "HEAD~3")
    with opened("2026.11.1", "tutorial") as version:
        assert makers(version) == ["mem-b"], "a tag says which one was released"
    with (
        pytest.raises(VersionError, match=r"no tag and no commit .* 2030.01.0"),
        opened("2030.01.0", "tutorial"),
    ):
        pass


@pytest.mark.parametrize(
    "name", ["nope", "--output=x", "-h", "HEAD --", "", "main:datasets", "@{-1}", "a\0b"]
)
def test_what_is_no_revision_is_said_so(name: str, repository: Repository) -> None:
    with pytest.raises((VersionError, ValueError), match=r"no folder|null"), opened(name, "tutorial"):
        pass
    assert not Path("x").exists()


def test_a_revision_without_the_dataset(repository: Repository) -> None:
    repository.git("rm", "-rq", "datasets")
    repository.git("commit", "-qm", "gone")
    repository.git("checkout", "-q", "HEAD~1", "--", "datasets")
    with pytest.raises(VersionError, match="has no folder datasets/tutorial"), opened("HEAD", "tutorial"):
        pass


def test_links_and_other_repositories_in_a_revision_are_refused(
    repository: Repository, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("id: secret\nname: hunter2\nheadquarters: US\n")
    (repository.folder / "companies" / "secret.yaml").symlink_to(secret)
    (repository.folder / "sources").symlink_to("/etc")
    repository.commit("links")
    with pytest.raises(DatasetError) as caught, opened("HEAD", "tutorial"):
        pass
    assert {(p.path, p.rule) for p in caught.value.problems} == {
        ("companies/secret.yaml", "link"),
        ("sources", "link"),
    }
    assert "hunter2" not in str(caught.value)


def test_attributes_filters_and_hooks_have_no_say(repository: Repository) -> None:
    """A stranger's attributes could hide files from an archive of git, or run a filter at checkout."""
    mark = repository.top / "it-ran"
    for name in ("post-checkout", "fsmonitor"):
        hook = repository.top / ".git" / "hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch '{mark}'\n")
        hook.chmod(0o755)
    repository.git("config", "filter.run.smudge", f"touch '{mark}'")
    repository.git("config", "core.fsmonitor", ".git/hooks/fsmonitor")
    (repository.top / ".gitattributes").write_text("*.yaml filter=run export-ignore export-subst\n")
    repository.git("-c", "core.fsmonitor=false", "add", "-A")
    repository.git("-c", "core.fsmonitor=false", "commit", "-qm", "attributes")
    mark.unlink(missing_ok=True)
    with opened("HEAD", "tutorial") as version:
        assert load_dataset(version.folder) == TUTORIAL
    assert not mark.exists()


def test_a_large_file_in_a_revision_is_refused_by_the_loader(repository: Repository) -> None:
    (repository.folder / "companies" / "large.yaml").write_bytes(b"#" * 50_000_000)
    repository.commit("large")
    with opened("HEAD", "tutorial") as version:
        assert (version.folder / "companies" / "large.yaml").stat().st_size < 2_000_000
        with pytest.raises(DatasetError, match=r"\[file-size\]"):
            load_dataset(version.folder)


def zipped(path: Path, files: dict[str, bytes], links: dict[str, str] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        for name, to in (links or {}).items():
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, to)
    return path


def tarred(path: Path, files: dict[str, bytes], links: dict[str, str] | None = None) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, to in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, to
            archive.addfile(info)
    return path


WHOLE = {
    f"release/tutorial/{p.relative_to(dataset_path('tutorial')).as_posix()}": p.read_bytes()
    for p in sorted(dataset_path("tutorial").rglob("*.yaml"))
}
MAKE = {"zip": zipped, "tar.gz": tarred}


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_is_a_version(kind: str, tmp_path: Path) -> None:
    path = MAKE[kind](tmp_path / f"release.{kind}", WHOLE)
    with opened(str(path), "tutorial") as version:
        assert load_dataset(version.folder) == TUTORIAL
        assert version.label == f"the archive release.{kind}"


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_hostile_archives(kind: str, tmp_path: Path) -> None:
    make = MAKE[kind]
    inside = "release/tutorial"
    for name in (f"{inside}/../../../out.yaml", f"{inside}/a\\..\\b.yaml", f"{inside}/C:x.yaml"):
        path = make(tmp_path / f"slip.{kind}", {**WHOLE, name: b"x"})
        with pytest.raises(VersionError, match="leads out"), opened(str(path), "tutorial"):
            pass
    path = make(tmp_path / f"link.{kind}", WHOLE, {f"{inside}/companies/secret.yaml": "/etc/passwd"})
    with pytest.raises(DatasetError, match=r"\[link\]"), opened(str(path), "tutorial"):
        pass
    bomb = make(tmp_path / f"bomb.{kind}", {**WHOLE, f"{inside}/companies/bomb.yaml": b"#" * 50_000_000})
    with opened(str(bomb), "tutorial") as version, pytest.raises(DatasetError, match=r"\[file-size\]"):
        load_dataset(version.folder)
    for name, data in (("empty", {}), ("csv", {"nodes.csv": b"id\n"})):
        path = make(tmp_path / f"{name}.{kind}", data)
        with (
            pytest.raises(VersionError, match=r"no dataset\.yaml in this archive"),
            opened(str(path), "tutorial"),
        ):
            pass
    two = {n.replace("tutorial", other): d for other in ("one", "two") for n, d in WHOLE.items()}
    with (
        pytest.raises(VersionError, match="several datasets"),
        opened(str(make(tmp_path / f"two.{kind}", two)), "tutorial"),
    ):
        pass
    torn = tmp_path / f"torn.{kind}"
    torn.write_bytes(path.read_bytes()[:60])
    with pytest.raises(VersionError, match="cannot be read as an archive"), opened(str(torn), "tutorial"):
        pass
    assert not list(tmp_path.rglob("out.yaml"))


def test_without_git_folders_still_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with opened(str(dataset_path("tutorial")), "tutorial") as version:
        assert makers(version) == ["mem-b"]
    with pytest.raises(VersionError, match="no git checkout"), opened("main", "tutorial"):
        pass
