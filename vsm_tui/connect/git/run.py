"""The only place that runs ``git``: to read, without a shell, and without running anything a repository asks for.

Reading the history of a cloned repository is safe; one unpacked from an archive brings its own configuration, which
may name programs to run. So those are switched off, whatever it says, nothing is fetched, and Git's own refusal of
folders that belong to somebody else (``safe.directory``) stays in force.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from vsm_tui.connect.source import Tell
from vsm_tui.events.clean import clean
from vsm_tui.model import SourceError

_OFF = (
    "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "core.sshCommand=false", "gpg.program=false",
    "log.showSignature=false", "log.mailmap=false", "protocol.allow=never", "submodule.recurse=false",
)  # fmt: skip
_KEPT = ("PATH", "HOME", "USERPROFILE", "XDG_CONFIG_HOME", "SYSTEMROOT", "TMPDIR", "TEMP")
_SET = {
    "LC_ALL": "C",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ASKPASS": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "SSH_ASKPASS": "",
}
_SHORT, _LONG = 60, 1800
"""Seconds a question and a reading of the whole history may take."""
_BLOCK = 1 << 16
_WIDEST = 1 << 16
"""Bytes of one field that are kept: a message of megabytes says nothing more in the rest."""


class GitError(SourceError):
    """Git refused; the text says what it said. ``code`` is its exit code."""

    def __init__(self, text: str, code: int = -1) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Repository:
    """A folder with a repository in it; ``shown`` is what it is called in messages."""

    path: Path
    shown: str

    def ask(self, *args: str) -> str:
        """What a command prints, without the line break at its end.

        Raises:
            GitError: when it fails or takes too long.
        """
        with tempfile.TemporaryFile() as said:
            process = self._start(args, said, None)
            try:
                out, _ = process.communicate(timeout=_SHORT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                raise GitError(f"{self.shown}: git {args[0]} took over {_SHORT} s and was stopped") from None
            self._check(process.returncode, args, said)
        return out.decode("utf-8", errors="replace").removesuffix("\n")

    def fields(self, args: Sequence[str], given: str, tell: Tell) -> Iterator[str]:
        """What a command prints, field by field: each ends with a NUL, and a huge one is cut. ``given`` is its input.

        Raises:
            GitError: when it fails or takes too long; the fields so far are good.
            Stopped: when somebody stopped it.
        """
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as asked:
            asked.write(given.encode("utf-8"))
            asked.seek(0)
            process = self._start(args, said, asked)
            watch = threading.Timer(_LONG, process.kill)
            watch.start()
            try:
                yield from _split(process, tell)
                process.wait()
            finally:
                late = not watch.is_alive()
                watch.cancel()
                if process.poll() is None:
                    process.kill()
                    process.wait()
                if process.stdout:
                    process.stdout.close()
            if late:
                raise GitError(f"{self.shown}: git {args[0]} took over {_LONG} s and was stopped")
            self._check(process.returncode, args, said)

    def _start(self, args: Sequence[str], said: IO[bytes], asked: IO[bytes] | None) -> subprocess.Popen[bytes]:
        program = shutil.which("git")
        if program is None:
            raise GitError("git is not installed, or not on the PATH")
        options = [part for option in _OFF for part in ("-c", option)]
        env = {name: os.environ[name] for name in _KEPT if name in os.environ} | _SET
        env["GIT_CEILING_DIRECTORIES"] = str(self.path.parent)  # a folder without a repository is none of its parent's
        return subprocess.Popen(
            [program, "-C", str(self.path), "--no-pager", "--no-optional-locks", *options, *args],
            stdin=subprocess.DEVNULL if asked is None else asked,
            stdout=subprocess.PIPE,
            stderr=said,
            env=env,
        )

    def _check(self, code: int, args: Sequence[str], said: IO[bytes]) -> None:
        if not code:
            return
        said.seek(0)
        text = clean(said.read(4000).decode("utf-8", errors="replace"), 400)
        if "dubious ownership" in text:
            text = (
                "belongs to another user, and git does not read it for you: if you trust it, "
                "say so with git config --global --add safe.directory FOLDER"
            )
        elif "not a git repository" in text:
            text = "is no Git repository: name its top folder"
        raise GitError(f"{self.shown}: {text or f'git {args[0]} failed ({code})'}", code)


def _split(process: subprocess.Popen[bytes], tell: Tell) -> Iterator[str]:
    out = process.stdout
    rest = b""
    while out and (block := out.read(_BLOCK)):
        tell.check()
        *whole, last = block.split(b"\0")
        for part in whole:
            yield (rest + part)[:_WIDEST].decode("utf-8", errors="replace")
            rest = b""
        rest = (rest + last)[:_WIDEST]
