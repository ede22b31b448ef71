"""A stream file on disk: opened, saved without losing what somebody else wrote, or made new."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from vsm_tui.files.nodes import MAX_BYTES, decode
from vsm_tui.files.parse import parse_stream
from vsm_tui.model import ConflictError, InputError, Problem, Stream

LOG_SUFFIXES = (".events.csv", ".events.parquet", ".events.jsonl")


@dataclass(frozen=True, slots=True)
class StreamFile:
    """A stream file as it was read: ``text`` is all of its bytes as text."""

    path: Path
    text: str = field(repr=False)
    stream: Stream
    warnings: tuple[Problem, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes."""
        return digest_of(self.text.encode("utf-8"))


def digest_of(data: bytes) -> str:
    """What a file's bytes are known by."""
    from hashlib import sha256

    return sha256(data).hexdigest()


def read_stream(path: Path) -> StreamFile:
    """Open a stream file.

    Raises:
        InputError: with all problems, each with line and column.
    """
    path = Path(path)
    text = decode(read_bytes(path), str(path))
    stream, warnings = parse_stream(text, str(path))
    return StreamFile(path, text, stream, warnings)


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file, at most one more than a stream file may have.

    Raises:
        InputError: when there is nothing to read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            what = "a folder: name one of the files in it" if path.is_dir() else "no regular file: name a stream file"
            raise InputError(Problem(f"this is {what}", str(path)))
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(Problem(f"there is no such file{_nearby(path)}", str(path))) from None
    except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
        reason = getattr(error, "strerror", None) or "this is no file name"
        raise InputError(
            Problem(f"cannot be read ({reason}): check the name and your permissions", str(path))
        ) from None


def _nearby(path: Path) -> str:
    from difflib import get_close_matches

    try:
        names = [p.name for p in path.parent.iterdir() if p.suffix in (".yaml", ".yml")]
    except OSError:
        return ": the folder is not there either"
    near = get_close_matches(path.name, names, n=1, cutoff=0.5)
    return f": did you mean {near[0]}?" if near else f": make it with vsm new -o {path.name}"


def save_stream(opened: StreamFile, stream: Stream, *, overwrite: bool = False, text: str | None = None) -> StreamFile:
    """Write ``stream`` into its file, as the smallest edit of the text that was opened, atomically.

    ``overwrite`` gives up what is on disk now. ``text`` is a text that is known to say ``stream`` already: it is
    written as it is. A file that would not change is not written.

    Raises:
        ConflictError: when the file on disk is not the one that was opened; nothing was written.
        InputError: when it cannot be written; the old file is intact.
    """
    from vsm_tui.files.splicing import splice

    if text is None:
        text = splice(opened.text, stream)
    data = text.encode("utf-8")
    target = _real(opened.path)
    if not overwrite:
        _check_same(target, opened)
    if overwrite or data != opened.text.encode("utf-8"):
        _replace(target, data, None if overwrite else opened)
    saved, warnings = parse_stream(text, str(opened.path))
    return StreamFile(opened.path, text, saved, warnings)


def create_stream(path: Path, text: str, *, overwrite: bool = False) -> StreamFile:
    """Make a new stream file, and its folder where there is none.

    Raises:
        InputError: when ``text`` is no stream, when the file is already there, or when it cannot be written.
    """
    path = Path(path)
    stream, warnings = parse_stream(text, str(path))
    data = text.encode("utf-8")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if overwrite:
            _replace(_real(path), data, None)
        else:
            _create(path, data)
    except FileExistsError:
        raise InputError(Problem("this file is already there: choose another name, or open it", str(path))) from None
    except OSError as error:
        raise InputError(_trouble(path, error)) from None
    return StreamFile(path, text, stream, warnings)


def log_paths(opened: StreamFile) -> list[Path]:
    """The event logs of a stream: what its ``log`` names, else the log beside it that carries its name."""
    folder = opened.path.parent
    if opened.stream.log:
        return [folder / name for name in opened.stream.log]
    beside = (opened.path.with_name(opened.path.stem + suffix) for suffix in LOG_SUFFIXES)
    return [path for path in beside if path.is_file()][:1]


def write_atomically(target: Path, data: bytes, mode: int) -> None:
    """Replace ``target`` in one step: whoever reads it, now or after a crash, finds the old bytes or the new ones.

    Raises:
        OSError: when it cannot be written; nothing is left behind and the old file is intact.
    """
    temporary = _temporary(target, data, mode)
    try:
        temporary.replace(target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def replace_file(path: Path, data: bytes) -> None:
    """Put ``data`` into a file in one step, whether it is there or not; its permissions stay, a link is followed.

    Raises:
        InputError: when it cannot be written; the old file is intact.
    """
    _replace(_real(path), data, None)


def _temporary(target: Path, data: bytes, mode: int | None) -> Path:
    """The data in a file beside ``target``, safely on disk; without a ``mode`` the user's own default decides."""
    import secrets

    path = target.with_name(f".{target.name[:80]}.{secrets.token_hex(6)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666 if mode is None else 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            path.chmod(mode)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return path


def _replace(target: Path, data: bytes, opened: StreamFile | None) -> None:
    try:
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
        temporary = _temporary(target, data, mode)
        try:
            if opened is not None:
                _check_same(target, opened)  # again: writing took a moment
            temporary.replace(target)
        except (OSError, ConflictError):
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
    except OSError as error:
        raise InputError(_trouble(target, error)) from None


def _create(path: Path, data: bytes) -> None:
    temporary = _temporary(path, data, None)
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: not atomic, but still never over another file
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _check_same(target: Path, opened: StreamFile) -> None:
    try:
        now = digest_of(target.read_bytes())
    except OSError:
        raise ConflictError(opened.path) from None
    if now != opened.digest:
        raise ConflictError(opened.path)


def _real(path: Path) -> Path:
    """Where a symbolic link leads: the link stays, what it points to is replaced."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise InputError(Problem(f"this link leads nowhere ({error}): repair it", str(path))) from None


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EIO):
            raise
    finally:
        os.close(handle)


def _trouble(path: Path, error: OSError) -> Problem:
    remedies = {
        errno.ENOSPC: "the disk is full: free some space and save again",
        errno.EDQUOT: "your quota is used up: free some space and save again",
        errno.EROFS: "this disk is read-only: save under another name",
        errno.EACCES: "writing is not allowed in this folder: change its permissions or save under another name",
        errno.EPERM: "writing is not allowed in this folder: change its permissions or save under another name",
        errno.ENAMETOOLONG: "the file name is too long: choose a shorter one",
        errno.ENOENT: "the folder is gone: make it again or save under another name",
    }
    reason = remedies.get(error.errno or 0, f"{error.strerror or error}: save under another name")
    return Problem(f"not written, what was there is intact; {reason}", str(path))
