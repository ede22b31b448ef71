"""What a new stream file is made of: a name, a template or a draft, and the logs beside it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from vsm_tui.files.parse import parse_stream
from vsm_tui.files.splicing import splice
from vsm_tui.files.templates import template
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


def from_template(name: str, template_name: str) -> str:
    """The text of a new stream file made from a template.

    Raises:
        InputError: when there is no such template; the message lists them.
    """
    return named(template(template_name), name)


def with_logs(stream: Stream, logs: Sequence[Path], home: Path) -> Stream:
    """The stream with ``logs`` as its log, written relative to ``home``, the stream file's folder."""
    return replace(stream, log=tuple(relative(log, home) for log in logs))


def relative(path: Path, home: Path) -> str:
    """``path`` as a stream file in ``home`` names it."""
    return Path(os.path.relpath(path.resolve(), home.resolve())).as_posix()
