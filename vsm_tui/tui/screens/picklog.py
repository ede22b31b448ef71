"""Choose a log, or a map to import: type a path, or walk through the folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from vsm_tui.tui.screens.walking import ListDialog
from vsm_tui.tui.widgets.grid import Column, Grid
from vsm_tui.tui.widgets.safe import Words, cell

_PLAIN = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".json", ".jsonocel", ".xes", ".sqlite", ".sqlite3", ".db")
LOGS = (*_PLAIN, *(f"{end}.gz" for end in _PLAIN))
BESIDE = ".about.json"
"""The end of files that lie beside a pulled log and say where it is from."""
MOST = 500


@dataclass(frozen=True, slots=True)
class Found:
    """A folder or a file that may be the one."""

    path: Path
    folder: bool
    size: int

    @property
    def label(self) -> str:
        """Its name, folders with a slash."""
        return self.path.name + ("/" if self.folder else "")


def candidates(typed: str, home: Path, ends: tuple[str, ...] = LOGS) -> list[Found]:
    """Folders and files that begin with what was typed and end so; folders first, hidden ones only when asked for."""
    folder, start = _split(typed, home)
    found: list[Found] = []
    try:
        for path in sorted(folder.iterdir(), key=lambda p: p.name.casefold()):
            name = path.name.casefold()
            if not name.startswith(start.casefold()) or (name.startswith(".") and not start.startswith(".")):
                continue
            if path.is_dir():
                found.append(Found(path, folder=True, size=0))
            elif name.endswith(ends) and not name.endswith(BESIDE):
                found.append(Found(path, folder=False, size=path.stat().st_size))
            if len(found) >= MOST:
                break
    except OSError:
        return found
    return sorted(found, key=lambda f: not f.folder)


def resolved(typed: str, home: Path) -> Path:
    """The path that was typed; a relative one starts at ``home``."""
    return home / Path(typed.strip()).expanduser()


def _split(typed: str, home: Path) -> tuple[Path, str]:
    path = resolved(typed, home)
    if not typed or typed.endswith("/") or typed in (".", "..", "~"):
        return path, ""
    return path.parent, path.name


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"


class PickLog(ListDialog[Path | None]):
    """A path field with the folder below it. ``ENDS`` are the files it offers; ``READS`` says what they hold."""

    ENDS: ClassVar[tuple[str, ...]] = LOGS
    READS: ClassVar[str] = "CSV · JSON lines · Parquet · exports of Jira, gh, Bugzilla · XES · OCEL 2.0"
    NOUN: ClassVar[str] = "log"

    ABOUT = (
        "Choose an export of your tracker or CI: CSV, JSON lines or Parquet with a row per event or per stay; a Jira "
        "search answer or data pipeline export; a list of gh; Bugzilla's history; XES; OCEL 2.0. "
        "Tab completes, ↓ ↑ walk, enter opens a folder or takes a file."
    )
    DEFAULT_CSS = "PickLog Grid { height: 14; max-height: 40vh; background: $surface; margin-top: 1; }"

    def __init__(self, home: Path, title: str = "Choose an event log") -> None:
        super().__init__()
        self.home, self._title = home, title

    def compose(self) -> ComposeResult:
        """Title, field, list."""
        with Vertical(id="box"):
            yield Words(self._title, classes="title")
            yield Input(placeholder="path; tab completes")
            yield Words(id="place", classes="note")
            yield Grid[Found](
                [
                    Column("name", "Name", lambda f, _: cell(f.label, "bold" if f.folder else ""), keep=9),
                    Column("size", "Size", lambda f, _: Text("" if f.folder else _size(f.size)), 9, justify="right"),
                ]
            )
            yield Words(self.READS, classes="note")
            yield Words(id="trouble", classes="trouble")

    def on_mount(self) -> None:
        """The field has the keys."""
        self.query_one(Input).focus()
        self._list("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._list(event.value)

    def _list(self, typed: str) -> None:
        closed = self.vsm.closed(_split(typed, self.home)[0])
        near = [] if closed else candidates(typed, self.home, self.ENDS)
        found = [each for each in near if not self.vsm.closed(each.path)]
        self.query_one(Grid).show(found, cursor=0)
        self.query_one(Grid).display = bool(found)
        folder, start = _split(typed, self.home)
        name = self.vsm.told(folder.resolve().name or "/")
        self.query_one("#place", Words).say("" if closed else f"in the folder {name}")
        self.query_one("#trouble", Words).say(closed or self._missing(start, found))

    def _missing(self, start: str, found: list[Found]) -> str:
        """What is not there: a file that begins as typed, or any file to choose in this folder."""
        if start:
            return "" if found else f"no folder or {self.NOUN} here begins like this"
        return "" if any(not each.folder for each in found) else f"there is no {self.NOUN} in this folder"

    def on_key(self, event: events.Key) -> None:
        """Tab completes."""
        if event.key == "tab":
            self._complete()
            event.stop()
            event.prevent_default()

    def _complete(self) -> None:
        here = self.query_one(Grid).current
        if isinstance(here, Found):
            field = self.query_one(Input)
            try:
                text = str(here.path.relative_to(self.home))
            except ValueError:
                text = str(here.path)
            field.value = text + ("/" if here.folder else "")
            field.cursor_position = len(field.value)
        else:
            self._no_such("nothing to complete: ")

    def _no_such(self, before: str = "") -> None:
        """Say that what is typed names nothing here; a folder that is not shared says so."""
        field = self.query_one(Input)
        if closed := self.vsm.closed(_split(field.value, self.home)[0]):
            said = closed
        elif not field.value:
            said = f"there is no {self.NOUN} in this folder"
        else:
            said = f"{before}no such file: {Path(field.value.strip()).name}"
        self.query_one("#trouble", Words).say(said)

    @on(Grid.Chosen)
    @on(Input.Submitted)
    def _entered(self) -> None:
        field, here = self.query_one(Input), self.query_one(Grid).current
        typed = resolved(field.value, self.home)
        if closed := self.vsm.closed(typed) if field.value else "":
            self.query_one("#trouble", Words).say(closed)
        elif field.value and typed.is_file():
            self.dismiss(typed)
        elif isinstance(here, Found) and not here.folder:
            self.dismiss(here.path)
        elif isinstance(here, Found):
            self._complete()
        else:
            self._no_such()


class PickMap(PickLog):
    """The same for a map of another tool."""

    ABOUT = (
        "Choose a map that was saved by vsm-workshop, as JSON. What had to change on the way in is listed before "
        "anything is written. Tab completes, ↓ ↑ walk, enter opens a folder or takes a file."
    )
    DEFAULT_CSS = PickLog.DEFAULT_CSS.replace("PickLog", "PickMap")
    ENDS = (".json",)
    READS = "maps of vsm-workshop (JSON)"
    NOUN = "map"
