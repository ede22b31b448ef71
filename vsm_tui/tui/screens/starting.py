"""How a stream begins: from a template, blank, from a log, as a copy; and how it gets another name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rich.text import Text
from textual import events, on
from textual.app import App, ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from vsm_tui.edit import AddSource
from vsm_tui.events.clean import clean
from vsm_tui.files import (
    create_stream,
    free_path,
    from_template,
    named,
    new_text,
    parse_stream,
    read_stream,
    save_stream,
    template,
    template_names,
    with_logs,
)
from vsm_tui.model import Columns, InputError, Stream
from vsm_tui.tui.screens.naming import NameDialog
from vsm_tui.tui.screens.picklog import PickLog, PickMap
from vsm_tui.tui.screens.reading import Reading
from vsm_tui.tui.screens.walking import ListDialog
from vsm_tui.tui.widgets.grid import Column, Grid
from vsm_tui.tui.widgets.safe import Words, cell

if TYPE_CHECKING:
    from vsm_tui.tui.app import VsmApp

Kind = Literal["template", "blank", "log", "source", "map"]
MADE: tuple[Kind, ...] = ("log", "source", "map")
_AROUND = 14
"""Rows of the dialog besides what is told: its frame, name, list and keys."""
"""What is made of something that was chosen before, and is the only choice then."""
BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Source:
    """Something a stream can be started from. ``changes`` says what had to change on the way in."""

    name: str
    kind: Kind
    stream: Stream
    changes: tuple[str, ...] = ()

    @property
    def stages(self) -> str:
        """Its stages in a row."""
        if self.kind == "source":
            return (
                "Stages are drafted from what is pulled. Next you see what a pull would ask for; nothing is asked yet."
            )
        return " → ".join(stage.name for stage in self.stream.stages) or "no stages yet"

    @property
    def notes(self) -> str:
        """What is worth knowing before it is created, below the stages."""
        guessed = len(self.stream.guesses)
        lines = [f"{guessed} guesses are marked; ! on the map confirms them."] if guessed else []
        lines += ["Changed on the way in:"] if self.changes else []
        return "".join(f"\n{line}" for line in (*lines, *(f"· {change}" for change in self.changes)))


def sources() -> list[Source]:
    """The templates that ship with the app, blank last."""
    found = []
    for name in template_names():
        stream, _ = parse_stream(template(name), name)
        found.append(Source(name, "blank" if name == BLANK else "template", stream))
    return sorted(found, key=lambda s: s.kind == "blank")


class NewStream(ListDialog[Path | None]):
    """Name it, choose what it starts from, press enter."""

    ABOUT = "A new stream needs a name and a beginning. Everything can be changed later on the map."
    DEFAULT_CSS = """
    NewStream Grid { height: 9; background: $surface; margin-top: 1; }
    NewStream.-made Grid { height: 3; }
    NewStream #about { height: auto; max-height: 12; margin-top: 1; background: $surface; }
    NewStream #stages { height: auto; min-height: 3; color: $map-muted; }
    """

    def __init__(self, folder: Path, kind: Kind = "template", drafted: Source | None = None) -> None:
        super().__init__()
        self.folder = folder
        self._kind = kind
        self._sources = [drafted] if drafted is not None else sources()
        self._typed_name = False

    def compose(self) -> ComposeResult:
        """Name, list of beginnings, the stages of the chosen one."""
        with Vertical(id="box"):
            yield Words("New stream", classes="title")
            yield Input(placeholder="its name, such as: Standard feature", max_length=200, select_on_focus=False)
            yield Grid[Source](
                [
                    Column("name", "Starts from", lambda s, _: cell(s.name, "bold"), 24, keep=9),
                    Column("n", "Stages", lambda s, _: Text(str(len(s.stream.stages))), 6, justify="right"),
                    Column("work", "Work type", lambda s, _: cell(s.stream.work_type), keep=4),
                ]
            )
            with VerticalScroll(id="about"):
                yield Words(id="stages")
            yield Words(id="trouble", classes="trouble")
            keys = "pgdn pgup read on" if self._kind in MADE else "↓ ↑ choose"
            yield Words(f"{keys} · enter creates · esc leaves", classes="note")

    def on_resize(self) -> None:
        """What is told of the beginning takes the room that there is, and is scrolled where that is too little."""
        if self._kind in MADE:
            self.query_one("#about").styles.max_height = max(4, self.size.height * 92 // 100 - _AROUND)

    def on_key(self, event: events.Key) -> None:
        """Read on."""
        if event.key in ("pagedown", "pageup"):
            event.stop()
            about = self.query_one("#about")
            (about.scroll_page_down if event.key == "pagedown" else about.scroll_page_up)(animate=False)

    def on_mount(self) -> None:
        """The name has the keys; the cursor stands on what was asked for."""
        at = next((i for i, s in enumerate(self._sources) if s.kind == self._kind), 0)
        self.query_one(Grid).show(self._sources, cursor=at)
        self.set_class(self._kind in MADE, "-made")
        if self._kind in MADE:
            field = self.query_one(Input)
            field.value = self._sources[0].stream.name
        self.query_one(Input).focus()

    @on(Grid.Moved)
    def _moved(self) -> None:
        here = self.query_one(Grid).current
        if isinstance(here, Source):
            notes = [clean(line, 600) for line in here.notes.split("\n")]
            self.query_one("#stages", Words).say(Content(clean(here.stages, 600) + "\n".join(notes)))

    @on(Input.Changed)
    def _typed(self) -> None:
        self.query_one("#trouble", Words).say("")

    @on(Grid.Chosen)
    @on(Input.Submitted)
    def _entered(self) -> None:
        name = self.query_one(Input).value.strip()
        here = self.query_one(Grid).current
        if not name or not isinstance(here, Source):
            self.query_one("#trouble", Words).say("give it a name first" if not name else "choose what it starts from")
            return
        try:
            path = free_path(self.folder, name)
            text = new_text(replace(here.stream, name=name)) if here.kind in MADE else from_template(name, here.name)
            self.dismiss(create_stream(path, text).path)
        except InputError as error:
            self.query_one("#trouble", Words).say(error.problems[0].text)


class Drafting(Reading[Source]):
    """Shown while a log is read and a stream drafted from it."""

    def __init__(self, log: Path, home: Path, said: Columns = Columns()) -> None:
        super().__init__(log, said)
        self.home = home

    def made(self) -> Source:
        """The draft."""
        from vsm_tui.measure import load
        from vsm_tui.measure.drafting.draft import draft

        name = self.file.name.split(".")[0].replace("-", " ").replace("_", " ").capitalize()
        drafted = draft(load([self.file], "UTC", said=self.said), name)
        return Source(self.file.name, "log", with_logs(replace(drafted, columns=self.said), [self.file], self.home))


class Importing(Reading[Source]):
    """Shown while a map of another tool is read."""

    NOUN = "map"

    def made(self) -> Source:
        """The stream that it says, and what was changed."""
        from vsm_tui.files.workshop_map import read_workshop_map

        found = read_workshop_map(self.file)
        return Source(self.file.name, "map", found.stream, tuple(found.changes))

    def asked(self) -> None:
        """A map has no columns."""


async def new_stream(app: App[Any], folder: Path, kind: Kind) -> Path | None:
    """Ask for a new stream and write its file; only from a worker."""
    if kind == "source":
        named = await _named_source(app, folder)
        return None if named is None else await app.push_screen_wait(NewStream(folder, kind, named))
    if kind == "map":
        drawn = await _imported(app, folder)
        return None if drawn is None else await app.push_screen_wait(NewStream(folder, kind, drawn))
    if kind != "log":
        return await app.push_screen_wait(NewStream(folder, kind))
    log = await app.push_screen_wait(PickLog(folder))
    if log is None:
        return None
    drafted = await _drafted(app, log, folder)
    return None if drafted is None else await app.push_screen_wait(NewStream(folder, "log", drafted))


async def _imported(app: App[Any], folder: Path) -> Source | None:
    """A map of another tool as a stream; asked again where a file is none."""
    while (path := await app.push_screen_wait(PickMap(folder, "Choose a map to import"))) is not None:
        found = await app.push_screen_wait(Importing(path))
        if isinstance(found, Source):
            return found
    return None


async def _drafted(app: App[Any], log: Path, folder: Path) -> Source | None:
    """A stream drafted from a log; where its columns do not say what they mean, that is asked first."""
    from vsm_tui.tui.screens.columns import SayColumns

    found = await app.push_screen_wait(Drafting(log, folder))
    while found is not None and not isinstance(found, Source):
        said = await app.push_screen_wait(SayColumns(found))
        if said is None:
            return None
        found = await app.push_screen_wait(Drafting(log, folder, said))
    return found


async def _named_source(app: App[Any], folder: Path) -> Source | None:
    """A stream without stages whose data comes from a board or a repository; nothing is asked of it yet."""
    from vsm_tui.model.tools import ALL, where
    from vsm_tui.tui.screens.choosetool import ChooseTool
    from vsm_tui.tui.screens.sourceform import SourceForm
    from vsm_tui.tui.sourcing import trouble

    chosen = await app.push_screen_wait(ChooseTool())
    if chosen is None:
        return None
    values = await app.push_screen_wait(SourceForm(chosen, lambda typed: trouble(Stream(name=""), typed, folder)))
    if values is None:
        return None
    stream = AddSource(values).apply(Stream(name=""))
    name = str(values.get("name") or values.get("project") or where(values).rpartition("/")[2])
    return Source(f"{ALL[values['tool']].title}, {where(values)}", "source", replace(stream, name=name.capitalize()))


async def open_new(app: VsmApp, path: Path, *, pulls: bool, guided: bool = False) -> None:
    """Open a new stream; with ``pulls`` its data over the map, and what a pull would ask for over that.

    ``guided`` opens the guide over the map.
    """
    await app.push_screen(app.screen_for(path))
    if guided and app.session is not None:
        from vsm_tui.tui.commands.guide import open_guide

        await open_guide(app, app.session)
    if pulls and app.session is not None:
        from vsm_tui.tui.screens.data import DataScreen

        await app.push_screen(DataScreen(app.session, plan=True))


async def duplicate_stream(app: App[Any], path: Path) -> Path | None:
    """Copy a stream under a new name; only from a worker."""
    opened = read_stream(path)
    name = await app.push_screen_wait(NameDialog("Name of the copy", f"{opened.stream.name} (copy)"))
    if name is None:
        return None
    return create_stream(free_path(path.parent, name), named(opened.text, name)).path


async def rename_stream(app: App[Any], path: Path) -> bool:
    """Give a stream another name; only from a worker."""
    opened = read_stream(path)
    name = await app.push_screen_wait(NameDialog("Name of this stream", opened.stream.name))
    if name is None or name == opened.stream.name:
        return False
    save_stream(opened, replace(opened.stream, name=name))
    return True
