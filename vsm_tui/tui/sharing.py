"""What is shared with others: one stream, or one folder of streams; and how its places are called before them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Shared(NamedTuple):
    """``root`` is the folder that is shared; with ``only``, just that one stream in it. Both are real paths."""

    root: Path
    only: Path | None = None

    @classmethod
    def of(cls, path: Path) -> Shared:
        """Share what is at ``path``."""
        real = _real(path)
        return cls(real) if path.is_dir() else cls(real.parent, real)

    def closed(self, path: Path) -> str:
        """Why ``path`` is not to be read or written here; "" where it may be."""
        if self.only is not None:
            return "" if _real(path) == self.only else "only this stream is shared: no other file can be opened"
        inside = _real(path).is_relative_to(self.root)
        return "" if inside else f"only the folder {self.root.name} is shared"

    def told(self, text: str, more: Iterable[str] = ()) -> str:
        """A text without the places of this machine: the names that end them stay. ``more`` are further ones."""
        for place in sorted({str(self.root), str(Path.home()), *more}, key=len, reverse=True):
            text = re.sub(re.escape(place) + r"(?=[/\s:;,.)'\"]|$)", Path(place).name, text) if place != "/" else text
        return text


def _real(path: Path) -> Path:
    """Where it really is; a file by its own name, because whoever puts a link to one into a folder shares that, too."""
    return path.resolve() if path.is_dir() else path.parent.resolve() / path.name


def enter(path: Path) -> Path:
    """Go to where ``path`` is and return what it is called there: then no message can tell where that is.

    The app's own folder stays where it was, also if it was named from here.
    """
    if home := os.environ.get("VSM_HOME"):
        os.environ["VSM_HOME"] = str(Path(home).expanduser().absolute())
    path = path.absolute()
    folder, name = (path, Path()) if path.is_dir() else (path.parent, Path(path.name))
    os.chdir(folder)
    return name
