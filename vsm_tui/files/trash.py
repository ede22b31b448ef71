"""Streams that were thrown away: each in a folder of its own among the user's data, so that any can be put back.

Only the stream's file goes there. Logs, and what was pulled, stay where they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vsm_tui.files.locations import trash_folder
from vsm_tui.files.stream_file import read_bytes, write_atomically
from vsm_tui.model import InputError, Problem

_ORIGIN = "from.txt"
_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Thrown:
    """A stream's file in the trash: where it was, and where it is now."""

    path: Path
    kept: Path


def throw_away(path: Path) -> Thrown:
    """Move a stream's file to the trash; it is gone from its folder only once it is safely there.

    Raises:
        InputError: when it cannot be moved; it is where it was then.
    """
    path = path.absolute()
    data = read_bytes(path)
    try:
        place = _free_place()
        write_atomically(place / _ORIGIN, str(path).encode("utf-8", "surrogateescape"), _PRIVATE)
        write_atomically(place / path.name, data, _PRIVATE)
        path.unlink()
    except OSError as error:
        raise InputError(Problem(f"cannot be moved to the trash ({error.strerror}): it stays", str(path))) from None
    return Thrown(path, place / path.name)


def last_thrown(folder: Path) -> Thrown | None:
    """What was thrown away last from ``folder`` and is still in the trash."""
    try:
        places = sorted(trash_folder().iterdir(), reverse=True)
    except OSError:
        return None
    for place in places:
        try:
            path = Path((place / _ORIGIN).read_bytes().decode("utf-8", "surrogateescape"))
        except OSError:
            continue  # no place of ours
        if path.parent == folder.absolute() and (place / path.name).is_file():
            return Thrown(path, place / path.name)
    return None


def put_back(thrown: Thrown) -> Path:
    """Put a file back where it was; never over another one.

    Raises:
        InputError: when there is another file by now, or it cannot be written; it stays in the trash then.
    """
    path = thrown.path
    data = read_bytes(thrown.kept)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise InputError(
            Problem(f"there is another file of this name by now; it stays in {thrown.kept}", str(path))
        ) from None
    except OSError as error:
        raise InputError(
            Problem(f"cannot be put back ({error.strerror}); it stays in {thrown.kept}", str(path))
        ) from None
    for left in (thrown.kept, thrown.kept.parent / _ORIGIN):
        left.unlink(missing_ok=True)
    thrown.kept.parent.rmdir()
    return path


def _free_place() -> Path:
    """A new folder in the trash, named by the time, so that the last one is last by name."""
    home = trash_folder()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    while True:
        place = home / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"
        try:
            place.mkdir(mode=0o700)
        except FileExistsError:
            continue  # two within a microsecond
        return place
