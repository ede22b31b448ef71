"""Between two persons of an estimate round: who has answered, and nothing of what was said."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.content import Content

from vsm_tui.edit import EditError, KeepRound, said_before
from vsm_tui.events.clean import clean
from vsm_tui.files.answers import answer_paths
from vsm_tui.model import InputError
from vsm_tui.model.rounds import FEWEST
from vsm_tui.model.wording import counted
from vsm_tui.tui.commands.roundanswers import GATHER_COMMANDS
from vsm_tui.tui.gathering import Gathering
from vsm_tui.tui.screens.base import CommandScreen
from vsm_tui.tui.session import Session
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.safe import Words
from vsm_tui.tui.widgets.timer import TimerCorner


class GatherScreen(CommandScreen[int | None]):
    """The result is the place of the round that was revealed, counted from 0."""

    ABOUT = (
        "One after the other answers on this keyboard, or brings a file. What was answered is shown to nobody and is "
        "in no file before the reveal; then all ranges are shown at once, without names."
    )
    ACTIONS = GATHER_COMMANDS
    DEFAULT_CSS = """
    GatherScreen { layers: base above; }
    GatherScreen #body { padding: 2 4; height: 1fr; }
    """

    def __init__(self, session: Session, gathering: Gathering) -> None:
        super().__init__()
        self.session, self.gathering = session, gathering
        self._note = ""

    def compose(self) -> ComposeResult:
        """Head, who has answered, keys."""
        yield Words(id="head")
        yield Words(id="body")
        yield KeyBar()
        yield TimerCorner(self.vsm.timer)

    def on_mount(self) -> None:
        """Tell how it stands."""
        self._draw()

    def would_lose(self) -> str:
        """Answers that were not revealed."""
        people = self.gathering.people
        return f"{counted(people, 'answer')} would be lost: they are kept nowhere before the reveal" if people else ""

    def _draw(self) -> None:
        self._head()
        people = self.gathering.people
        who = [name for name in self.gathering.names if name]
        rest = people - len(who)
        if who and rest:
            who.append(f"{rest} without a name")
        bar = "●" * people + "░" * max(0, FEWEST - people)
        by = clean(f": {', '.join(who)}" if who else "", 200)
        said = f"{counted(people, 'person has', 'people have')} answered" if people else "Nobody has answered yet"
        lines = [
            Content.assemble((f"{bar}  ", "$map-estimate"), (said, "bold"), by),
            Content.styled("Nothing of it is shown or written before all of it is revealed.", "$map-muted"),
            Content(""),
            _way("enter", "the next person", "a blank sheet here, hidden from the room"),
            _way("F", "answers from files", "one a person: vsm round STREAM --form"),
            _way("S", "reveal", "everybody's ranges at once, without names"),
        ]
        if self._note:
            lines += [Content(""), Content.styled(clean(self._note, 400), "$text-warning")]
        self.query_one("#body", Words).say(Content("\n").join(lines))
        self.refresh_keys()

    def _head(self) -> None:
        parts = [f"{self.session.stream.name} · estimate round"]
        self.query_one("#head", Words).say(Content(clean(" · ".join(part for part in parts if part), 400)))

    # -- answers -----------------------------------------------------------------------------------------------

    def next_person(self) -> None:
        """A blank sheet for whoever is next."""
        from vsm_tui.tui.screens.roundsheet import Answered, SheetScreen

        def answered(found: Answered | None) -> None:
            if found is not None:
                self.gathering.add(found.answers, found.name)
            self._note = "" if found is None else "The sheet is cleared. The next person can sit down."
            self._draw()

        self.app.push_screen(SheetScreen(self.session.stream, self.gathering), answered)

    def from_files(self) -> None:
        """Ask for files with answers; all of them count, or none."""
        from vsm_tui.tui.screens.naming import NameDialog

        home = self.session.path.parent
        closed = self.vsm.closed
        read: list[int] = []

        def wrong(text: str) -> str:
            """Reading is the check; what was read is counted once the dialog goes."""
            try:
                if not_shared := next(filter(None, map(closed, answer_paths(text, home))), ""):
                    return not_shared
                trial = Gathering(_read=set(self.gathering._read))  # noqa: SLF001 -- its own copy, to try it out
                read[:] = [trial.read(text, home, self.session.stream)]
            except InputError as error:
                more = len(error.problems) - 1
                return f"{_short(str(error.problems[0]), home)}{f' (and {more} more)' if more else ''}"
            return ""

        def named(text: str | None) -> None:
            if text is not None:
                count = self.gathering.read(text, home, self.session.stream)
                self._note = f"{counted(count, 'answer was', 'answers were')} counted from files."
            self._draw()

        title = "Which files? A folder counts every .yaml in it; commas between several"
        self.app.push_screen(NameDialog(title, "", wrong), named)

    def reveal(self) -> None:
        """Show and keep what everybody said."""
        try:
            stream = self.session.stream
            lost, one = self.gathering.lost(stream), self.gathering.round(stream)
            at = said_before(stream, one) if self.gathering.all_from_files else None
            kept = at if at is not None and stream.rounds[at].date == one.date else None
            if kept is None:
                self.session.do(KeepRound(one))
        except EditError as error:
            self.say(clean(str(error), 400))
            return
        if lost:
            self.app.notify(f"{counted(lost, 'answer was', 'answers were')} about stages that are gone", markup=False)
        if kept is not None:
            self.app.notify("These answers are kept already: this is their round", markup=False)
        self.dismiss(len(self.session.stream.rounds) - 1 if kept is None else kept)

    async def leave(self) -> None:
        """Back, once the user has said what to do with answers that were not revealed."""
        lost = self.would_lose()
        if not lost:
            self.dismiss(None)
            return

        async def work() -> None:
            from vsm_tui.tui.screens.confirm import ask

            choices = {"1": "Stay", "2": "Throw them away"}
            if await ask(self.app, "This round is not revealed", lost, choices) == "2":
                self.dismiss(None)

        self.run_worker(work(), group="leave", exit_on_error=False)


def _way(key: str, what: str, how: str) -> Content:
    return Content.assemble((f"{key:<6}", "bold $accent"), (f"{what:<20}", "bold"), (how, "$map-muted"))


def _short(text: str, home: Path) -> str:
    return text.removeprefix(f"{home}/")
