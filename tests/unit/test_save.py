"""Saving is atomic and never loses what somebody else wrote."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from vsm_tui.files import create_stream, read_stream, save_stream, stream_file
from vsm_tui.model import ConflictError, InputError, Stream

TEXT = "# kept\nvsm: 1\nname: x  # beside\nnotes: n\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "x.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def renamed(stream: Stream, name: str = "z") -> Stream:
    return replace(stream, name=name)


def only(folder: Path, *names: str) -> None:
    assert sorted(p.name for p in folder.iterdir()) == sorted(names)


def test_a_save_is_the_smallest_edit(path: Path) -> None:
    opened = read_stream(path)
    saved = save_stream(opened, renamed(opened.stream))
    assert path.read_text(encoding="utf-8") == TEXT.replace("name: x", "name: z")
    assert saved == read_stream(path)
    assert saved.digest != opened.digest
    only(path.parent, "x.yaml")


def test_saves_follow_one_another(path: Path) -> None:
    file = read_stream(path)
    for name in "abc":
        file = save_stream(file, renamed(file.stream, name))
    assert read_stream(path).stream.name == "c"


def test_windows_bytes_survive(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfvsm: 1\r\nname: x\r\n")
    opened = read_stream(path)
    save_stream(opened, renamed(opened.stream))
    assert path.read_bytes() == b"\xef\xbb\xbfvsm: 1\r\nname: z\r\n"


def test_nothing_changed_is_nothing_written(path: Path) -> None:
    before = path.stat()
    opened = read_stream(path)
    assert save_stream(opened, opened.stream) == opened
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_file_changed_outside_is_a_conflict(path: Path) -> None:
    opened = read_stream(path)
    path.write_text("vsm: 1\nname: theirs\n", encoding="utf-8")
    with pytest.raises(ConflictError):
        save_stream(opened, renamed(opened.stream))
    with pytest.raises(ConflictError):
        save_stream(opened, opened.stream)
    assert path.read_text(encoding="utf-8") == "vsm: 1\nname: theirs\n"
    save_stream(opened, renamed(opened.stream), overwrite=True)
    assert path.read_text(encoding="utf-8") == TEXT.replace("name: x", "name: z")
    only(path.parent, "x.yaml")


def test_a_change_between_the_look_and_the_write_is_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = read_stream(path)
    made = stream_file._temporary

    def slowly(target: Path, data: bytes, mode: int | None) -> Path:
        path.write_text("vsm: 1\nname: theirs\n", encoding="utf-8")
        return made(target, data, mode)

    monkeypatch.setattr(stream_file, "_temporary", slowly)
    with pytest.raises(ConflictError):
        save_stream(opened, renamed(opened.stream))
    assert read_stream(path).stream.name == "theirs"
    only(path.parent, "x.yaml")


def test_a_file_that_is_gone_is_a_conflict_and_can_be_made_again(path: Path) -> None:
    opened = read_stream(path)
    path.unlink()
    with pytest.raises(ConflictError):
        save_stream(opened, renamed(opened.stream))
    save_stream(opened, renamed(opened.stream), overwrite=True)
    assert read_stream(path).stream.name == "z"


def test_permissions_and_links_stay(tmp_path: Path, path: Path) -> None:
    path.chmod(0o640)
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "l.yaml"
    link.symlink_to(path)
    opened = read_stream(link)
    save_stream(opened, renamed(opened.stream))
    assert link.is_symlink()
    assert read_stream(path).stream.name == "z"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("failing", ["fsync", "replace"])
@pytest.mark.parametrize(("code", "remedy"), [(errno.ENOSPC, "disk is full"), (errno.EACCES, "permissions")])
def test_a_failed_save_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, code: int, remedy: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    opened = read_stream(path)
    with monkeypatch.context() as broken:
        if failing == "replace":
            broken.setattr(Path, "replace", fail)
        else:
            broken.setattr(os, "fsync", fail)
        with pytest.raises(InputError, match=remedy):
            save_stream(opened, renamed(opened.stream))
    assert path.read_text(encoding="utf-8") == TEXT
    only(path.parent, "x.yaml")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said(path: Path) -> None:
    opened = read_stream(path)
    path.parent.chmod(0o500)
    try:
        with pytest.raises(InputError, match="permissions"):
            save_stream(opened, renamed(opened.stream))
    finally:
        path.parent.chmod(0o700)
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_stream_no_file_may_say_is_not_written(path: Path) -> None:
    opened = read_stream(path)
    with pytest.raises(InputError):
        save_stream(opened, renamed(opened.stream, "a\x07b"))
    assert path.read_text(encoding="utf-8") == TEXT


def test_kill_in_the_middle_leaves_the_old_file_or_the_new_one(path: Path) -> None:
    script = textwrap.dedent("""
        import sys
        from dataclasses import replace
        from pathlib import Path
        from vsm_tui.files import read_stream, save_stream
        file = read_stream(Path(sys.argv[1]))
        print("ready", flush=True)
        n = 0
        while True:
            n += 1
            file = save_stream(file, replace(file.stream, name="x" * (n % 7 + 1), notes="n" * 200_000))
    """)
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for _ in range(20):
            read_stream(path)  # never half a file, whenever one looks
        process.kill()
    assert set(read_stream(path).stream.name) == {"x"}


def test_a_new_file_is_made_with_its_folder_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "x.yaml"
    made = create_stream(path, TEXT)
    assert made == read_stream(path)
    with pytest.raises(InputError, match="already there"):
        create_stream(path, TEXT.replace("name: x", "name: z"))
    assert path.read_text(encoding="utf-8") == TEXT
    assert create_stream(path, TEXT.replace("name: x", "name: z"), overwrite=True).stream.name == "z"
    with pytest.raises(InputError):
        create_stream(path.with_name("bad.yaml"), "vsm: 1\n")
    only(path.parent, "x.yaml")


def test_a_new_file_has_the_permissions_the_user_chose(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        create_stream(tmp_path / "x.yaml", TEXT)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x.yaml").stat().st_mode) == 0o640


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", fail)
    create_stream(tmp_path / "x.yaml", TEXT)
    with pytest.raises(InputError, match="already there"):
        create_stream(tmp_path / "x.yaml", TEXT)
    only(tmp_path, "x.yaml")
