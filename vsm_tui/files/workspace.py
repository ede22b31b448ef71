"""A folder of stream files: what is in it, also where something is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vsm_tui.files.nodes import decode
from vsm_tui.files.parse import examine
from vsm_tui.files.stream_file import StreamFile, log_paths, read_bytes
from vsm_tui.model import InputError, Problem, Stream

_MARK = re.compile(rb"^[^\S\n]*[{]?[^\S\n]*[\"']?vsm[\"']?\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One stream file: ``stream`` is ``None`` where it has errors; ``problems`` also holds warnings.

    ``changed`` and ``log_changed`` are when the file and its first log that exists were last written, in UTC.
    """

    path: Path
    stream: Stream | None
    problems: tuple[Problem, ...]
    changed: datetime
    log: Path | None = None
    log_changed: datetime | None = None


def entries(folder: Path) -> list[Entry]:
    """The stream files in ``folder``, by file name. Other YAML files, which never say ``vsm:``, are left out.

    Raises:
        InputError: when the folder cannot be read.
    """
    folder = Path(folder)
    try:
        paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in (".yaml", ".yml") and p.is_file())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is no folder"
        raise InputError(
            Problem(f"cannot be opened ({reason}): name a folder with stream files", str(folder))
        ) from None
    found = (_entry(path) for path in paths)
    return [entry for entry in found if entry is not None]


def _entry(path: Path) -> Entry | None:
    stream: Stream | None = None
    problems: list[Problem] = []
    changed = _written(path) or datetime.fromtimestamp(0, UTC)
    try:
        data = read_bytes(path)
        if not _MARK.search(data):
            return None
        text = decode(data, str(path))
        stream, problems, _ = examine(text, str(path))
    except InputError as error:
        problems = list(error.problems)
    if stream is None:
        return Entry(path, None, tuple(problems), changed)
    logs = log_paths(StreamFile(path, text, stream))
    log = next((p for p in logs if _written(p)), None)
    return Entry(path, stream, tuple(problems), changed, log, _written(log) if log else None)


def _written(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None
