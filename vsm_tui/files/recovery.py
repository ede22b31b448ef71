"""Unsaved edits survive a crash: a copy in the user's own state folder, readable by nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vsm_tui.files.locations import recovery_folder
from vsm_tui.files.nodes import MAX_BYTES
from vsm_tui.files.stream_file import digest_of, write_atomically


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of one file: its unsaved ``text``, the digest of the file it was made from, and when."""

    path: Path
    text: str
    base: str
    at: datetime


def keep(path: Path, text: str, base: str | None = None) -> None:
    """Keep the unsaved text of ``path``. ``base`` is the digest of the file it was made from (default: as it is now).

    Raises:
        OSError: when the state folder cannot be written.
    """
    import json

    place = _place(path)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = {
        "path": str(path.resolve()),
        "base": _digest_now(path) if base is None else base,
        "at": datetime.now(UTC).isoformat(),
        "text": text,
    }
    write_atomically(place, json.dumps(content).encode("utf-8"), 0o600)


def pending(path: Path) -> str | None:
    """The unsaved text of ``path``, unless there is none or the file holds the same by now."""
    kept = found(path)
    return None if kept is None else kept.text


def found(path: Path) -> Kept | None:
    """What was kept of ``path``, with where it came from."""
    if not any(recovery_folder().glob("*.json")):
        return None  # as nearly always: then nothing is loaded to name a copy and to read it
    import json

    try:
        with _place(path).open("rb") as file:
            content = json.loads(file.read(8 * MAX_BYTES))
        kept = Kept(
            Path(content["path"]), str(content["text"]), str(content["base"]), datetime.fromisoformat(content["at"])
        )
        encoded = kept.text.encode("utf-8")
    except (OSError, ValueError, KeyError, TypeError, RecursionError):  # damaged, or never there: nothing to recover
        return None
    if kept.path != path.resolve() or digest_of(encoded) == _digest_now(path):
        return None
    return kept


def discard(path: Path) -> None:
    """Forget what was kept of ``path``."""
    _place(path).unlink(missing_ok=True)


def _place(path: Path) -> Path:
    from hashlib import sha256

    return recovery_folder() / f"{sha256(str(path.resolve()).encode('utf-8', 'surrogateescape')).hexdigest()[:32]}.json"


def _digest_now(path: Path) -> str:
    try:
        return digest_of(path.read_bytes())
    except OSError:
        return ""
