"""What the data screen does with sources: add, edit, remove, plan, pull, stop, purge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.message import Message

from vsm_tui.edit import AddSource, ChangeSource, EditError, RemoveSource
from vsm_tui.model import InputError, Stream
from vsm_tui.model.tools import called
from vsm_tui.tui.commands.sources import NO_SOURCE
from vsm_tui.tui.pulling import Pulling, Wish
from vsm_tui.tui.screens.choosetool import ChooseTool
from vsm_tui.tui.screens.confirm import ask
from vsm_tui.tui.screens.plan import PlanScreen
from vsm_tui.tui.screens.sourceform import SourceForm, Values
from vsm_tui.tui.work import in_thread

if TYPE_CHECKING:
    from vsm_tui.tui.screens.data import DataScreen
    from vsm_tui.tui.sourcelist import SourceRow


class SourcesSeen(Message):
    """What is wrong with the entries of ``sources`` that are no sources, by their index."""

    def __init__(self, wrong: dict[int, str]) -> None:
        super().__init__()
        self.wrong = wrong


class Sourcing:
    """The sources of the stream on a data screen. ``wrong`` is what stands in the way of pulling them, by index."""

    def __init__(self, screen: DataScreen) -> None:
        self.screen = screen
        self.session = screen.session
        self.wrong: dict[int, str] = {}
        self._seen: tuple[object, ...] = ()

    def look(self) -> None:
        """Look beside the screen which entries are no sources as they stand; nobody is asked anything."""
        stream, folder = self.session.stream, self.session.path.parent
        if self._seen == (stream.sources, stream.clock.timezone):
            return
        self._seen = stream.sources, stream.clock.timezone

        def work() -> None:
            told = ((index, trouble_of(stream, index, folder)) for index in range(len(stream.sources)))
            self.screen.post_message(SourcesSeen({index: text for index, text in told if text}))

        in_thread(work, self.screen.vsm.log_crash, "sources")

    def no_pull(self) -> str | None:
        """Why nothing can be pulled."""
        sources = self.session.stream.sources
        if not sources:
            return NO_SOURCE
        return "no source can be pulled as it stands: e mends one" if len(self.wrong) == len(sources) else None

    @property
    def running(self) -> bool:
        """Whether a pull runs."""
        return self.session.pulling is not None and not self.session.pulling.over

    def no_source(self) -> str | None:
        """Why nothing can be done with the source under the cursor."""
        if not self.session.stream.sources:
            return NO_SOURCE
        return None if self.screen.on_sources else "choose a source first: shift+tab goes to them"

    @property
    def current(self) -> SourceRow | None:
        """The source under the cursor."""
        return self.screen.current_source

    # -- what they are -------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Choose a tool, say what it reads, see what a pull would do."""

        async def work() -> None:
            app = self.screen.app
            chosen = await app.push_screen_wait(ChooseTool())
            if chosen is None:
                return
            values = await app.push_screen_wait(SourceForm(chosen, self._wrong_to_add))
            if values is not None and self.screen.do(AddSource(values)):
                self.screen.to_sources(len(self.session.stream.sources) - 1)
                await self._plan(self._only(len(self.session.stream.sources) - 1))

        self._work(work())

    def edit(self) -> None:
        """Change the source under the cursor."""
        row = self.current
        if row is None:
            return

        async def work() -> None:
            values = self.session.stream.sources[row.index]

            def check(typed: Values) -> str:
                return trouble(self.session.stream, typed, self.session.path.parent, row.index)

            typed = await self.screen.app.push_screen_wait(SourceForm(values, check, new=False))
            if typed is not None:
                self.screen.do(ChangeSource(row.index, typed))

        self._work(work())

    def remove(self) -> None:
        """Take the source under the cursor away."""
        if self.current is not None:
            self.screen.do(RemoveSource(self.current.index))

    def _wrong_to_add(self, values: Values) -> str:
        return trouble(self.session.stream, values, self.session.path.parent)

    # -- the pull --------------------------------------------------------------------------------------------------

    def plan(self) -> None:
        """Show what a pull of all sources would do."""
        self._work(self._plan(()))

    def plan_current(self) -> None:
        """Show what a pull of the source under the cursor would do."""
        if self.current is not None:
            self._work(self._plan(self._only(self.current.index)))

    async def _plan(self, only: tuple[str, ...]) -> None:
        if await self.screen.app.push_screen_wait(PlanScreen(self.session, only)):
            self.begin(Wish(only))

    def _only(self, index: int) -> tuple[str, ...]:
        """The name of the source at ``index``."""
        return (called(self.session.stream.sources)[index],)

    def pull_or_stop(self) -> None:
        """Begin a pull of all sources; stop the one that runs."""
        if self.running and self.session.pulling is not None:
            self.session.pulling.stop()
            self.screen.refresh_pull()
        else:
            self.begin(Wish())

    def pull_fresh(self) -> None:
        """Read everything anew, in place of what is kept."""
        self.begin(Wish(fresh=True))

    def begin(self, wish: Wish) -> None:
        """Pull beside the screen."""
        if self.running:
            self.screen.say("a pull is running already: p stops it")
            return
        pulling = Pulling(self.session.disk.opened, self.session.stream, wish)
        self.session.pulling = pulling
        in_thread(pulling.run, self.screen.vsm.log_crash, "pull")
        self.screen.follow_pull()

    def ended(self) -> None:
        """A pull is over: where a log stands in the way that somebody wrote, ask what is to become of it."""
        pulling = self.session.pulling
        if pulling is None or not pulling.handwritten or pulling.wish.replace:
            return

        async def work() -> None:
            log = pulling.problems[0].file.rpartition("/")[2]
            text = f"{log} was written or changed by hand. A pull would put what the sources say in its place."
            choices = {"r": f"Replace {log}", "k": "Keep it; name another file under log: first"}
            if await ask(self.screen.app, "The log was not pulled", text, choices) == "r":
                self.begin(pulling.wish._replace(replace=True))

        self._work(work())

    # -- what is kept ----------------------------------------------------------------------------------------------

    def purge(self) -> None:
        """Remove what was pulled for this stream, once the user has seen what that is."""
        from vsm_tui.tui.purging import purge

        self._work(purge(self.screen))

    def _work(self, work: Any) -> None:
        self.screen.run_worker(work, group="sources", exit_on_error=False)


def trouble(stream: Stream, values: Values, folder: Path, at: int = -1) -> str:
    """What is wrong with a source, or "": by the rules of a file in ``folder``, and by the tool's own. ``at`` is the
    place of the one it takes, -1 for a new one.
    """
    change = AddSource(values) if at < 0 else ChangeSource(at, values)
    try:
        return trouble_of(change.apply(stream), at, folder)
    except EditError as error:
        return str(error)


def trouble_of(stream: Stream, at: int, folder: Path) -> str:
    """What is wrong with the source at ``at`` by its tool's own rules, or ""."""
    from vsm_tui.connect.source import Given, source_of

    try:
        source_of(Given(stream.sources[at], folder, stream.clock.timezone))
    except InputError as error:
        return error.problems[0].text
    return ""
