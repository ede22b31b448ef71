"""Streams that were thrown away are in the trash, and can be put back where they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vsm_tui.files import locations
from vsm_tui.files.trash import last_thrown, put_back, throw_away
from vsm_tui.model import InputError

TEXT = b"vsm: 1\r\nname: X  # as it was written\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VSM_HOME", str(tmp_path / "home"))
    folder = tmp_path / "streams"
    folder.mkdir()
    return folder


def test_what_was_thrown_away_comes_back_as_it_was_last_first(folder: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (folder / name).write_bytes(TEXT + name.encode())
        throw_away(folder / name)
    assert list(folder.iterdir()) == []
    assert last_thrown(folder.parent) is None, "another folder has nothing there"
    for name in ("b.yaml", "a.yaml"):
        thrown = last_thrown(folder)
        assert thrown is not None
        assert put_back(thrown) == folder / name
        assert (folder / name).read_bytes() == TEXT + name.encode()
    assert last_thrown(folder) is None
    assert list(locations.trash_folder().iterdir()) == []


def test_nothing_is_put_back_over_another_file(folder: Path) -> None:
    path = folder / "a.yaml"
    path.write_bytes(TEXT)
    throw_away(path)
    path.write_bytes(b"another")
    thrown = last_thrown(folder)
    assert thrown is not None
    with pytest.raises(InputError, match="another file of this name"):
        put_back(thrown)
    assert (path.read_bytes(), thrown.kept.read_bytes()) == (b"another", TEXT)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are those of POSIX")
def test_only_its_owner_reads_the_trash_and_a_link_goes_alone(folder: Path) -> None:
    real = folder / "real.yaml"
    real.write_bytes(TEXT)
    (folder / "link.yaml").symlink_to(real)
    thrown = throw_away(folder / "link.yaml")
    assert real.read_bytes() == TEXT
    assert thrown.kept.stat().st_mode & 0o077 == 0
    assert locations.trash_folder().stat().st_mode & 0o077 == 0


def test_what_cannot_be_moved_stays(folder: Path) -> None:
    (folder.parent / "home").write_text("a file where the trash would be")
    path = folder / "a.yaml"
    path.write_bytes(TEXT)
    with pytest.raises(InputError, match="it stays"):
        throw_away(path)
    assert path.read_bytes() == TEXT
    with pytest.raises(InputError, match="no such file"):
        throw_away(folder / "gone.yaml")
