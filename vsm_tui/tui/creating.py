"""What a new stream file is called, and what is written into it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from vsm_tui.files import parse_stream, splice
from vsm_tui.model import Stream, slug


def free_path(folder: Path, name: str) -> Path:
    """A file in ``folder`` named after ``name`` that does not exist yet."""
    base = slug(name) or "stream"
    path, number = folder / f"{base}.yaml", 2
    while path.exists():
        path, number = folder / f"{base}-{number}.yaml", number + 1
    return path


def named(text: str, name: str) -> str:
    """The same stream file under another name; everything else stays as it is written.

    Raises:
        InputError: when ``text`` is no stream.
    """
    stream, _ = parse_stream(text, "")
    return splice(text, replace(stream, name=name))


def relative_logs(stream: Stream, logs: list[Path], home: Path) -> Stream:
    """The stream with ``logs`` as its log, written relative to the stream file's folder where they lie below it."""
    names = tuple(relative(log, home) for log in logs)
    return replace(stream, log=names)


def relative(path: Path, home: Path) -> str:
    """``path`` as a stream file in ``home`` names it."""
    try:
        return path.resolve().relative_to(home.resolve()).as_posix()
    except ValueError:
        return Path(os.path.relpath(path.resolve(), home.resolve())).as_posix()
