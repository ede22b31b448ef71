"""Real repositories, made by real Git, with times and authors that are always the same."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

START = 1_772_000_000
"""The moment hours are counted from, in seconds since 1970."""
PERSON = "Ada Lovelace", "ada@analytical.example"


@dataclass(slots=True)
class Repo:
    """One repository; times are hours after :data:`START`."""

    path: Path
    files: int = 0

    @classmethod
    def made(cls, path: Path, *options: str) -> Repo:
        path.mkdir(parents=True)
        repo = cls(path)
        repo.git("init", "-q", "-b", "main", *options)
        return repo

    def git(self, *args: str, at: float = 0, written: float | None = None, said: bytes | None = None) -> str:
        """Run git at an hour; ``written`` is the author's hour, ``said`` goes to its input."""
        env = {
            "PATH": os.environ["PATH"], "HOME": str(self.path), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
            "GIT_AUTHOR_NAME": PERSON[0], "GIT_AUTHOR_EMAIL": PERSON[1],
            "GIT_COMMITTER_NAME": PERSON[0], "GIT_COMMITTER_EMAIL": PERSON[1],
            "GIT_AUTHOR_DATE": f"{int(START + (at if written is None else written) * 3600)} +0200",
            "GIT_COMMITTER_DATE": f"{int(START + at * 3600)} -0500", "GIT_MERGE_AUTOEDIT": "no",
        }  # fmt: skip
        command = ["git", "-c", "commit.gpgSign=false", "-c", "protocol.file.allow=always", *args]
        done = subprocess.run(command, cwd=self.path, env=env, input=said, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8", errors="replace").strip()

    def commit(self, message: str, at: float, *, written: float | None = None, name: str = "") -> str:
        """A commit that adds a file of its own; gives its id."""
        self.files += 1
        name = name or f"file-{self.files}"
        (self.path / name).write_text(str(self.files))
        self.git("add", "--", name)
        self.git("commit", "-q", "--cleanup=verbatim", "-F", "-", at=at, written=written, said=message.encode())
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str, start: str = "main") -> None:
        self.git("checkout", "-q", "-b", name, start)

    def to(self, name: str) -> None:
        self.git("checkout", "-q", name)

    def merge(self, branch: str, message: str, at: float) -> str:
        self.git("merge", "-q", "--no-ff", "-m", message, branch, at=at)
        return self.git("rev-parse", "HEAD")

    def revert(self, commit: str, at: float, *options: str) -> str:
        self.git("revert", "--no-edit", *options, commit, at=at)
        return self.git("rev-parse", "HEAD")

    def tag(self, name: str, at: float, *, lightweight: bool = False) -> None:
        self.git("tag", *([] if lightweight else ["-a", "-m", name]), name, at=at)
