"""What a pull would ask for and keep, with which credentials, before anything is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from vsm_tui.draw import Row, Run
from vsm_tui.draw.plain import plain_rows
from vsm_tui.draw.run import StyleName, wrap
from vsm_tui.draw.text import safe
from vsm_tui.model import Problem, VsmError
from vsm_tui.model.wording import counted
from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.listing import ago
from vsm_tui.tui.screens.base import Dialog, box_room
from vsm_tui.tui.session import Session
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.rows import Rows
from vsm_tui.tui.widgets.safe import Words
from vsm_tui.tui.work import in_thread

if TYPE_CHECKING:
    from vsm_tui.connect.plan import Planned

_LONG = 2000
_LABEL = 12


class PlanCommand(Command["PlanScreen"]):
    """A command on a plan."""

    screen: PlanScreen
    group = "Pull"


class PullThis(PlanCommand):
    """Ask the source now, and write the log."""

    id = "plan.pull"
    keys = "p"
    title = "Pull now"
    short = "pull now"
    verb = "pull"
    footer = True

    def brief(self) -> str:
        """What it does, where it can."""
        return "cannot be pulled" if self.screen.wrong else self.short

    def when(self) -> str | None:
        """The plan must be there, and hold."""
        return self.screen.why_not

    async def run(self) -> None:
        """Begin."""
        self.screen.dismiss(True)


class PullEnter(PullThis):
    """Ask the source now, and write the log."""

    id = "plan.go-on"
    keys = "enter"
    title = "Go on: pull now"
    verb = "open"
    footer = False


class BackFromPlan(Back):
    """Back without asking anything."""

    id = "plan.back"
    short = "back"
    footer = True


class PlanScreen(Dialog[bool | None]):
    """The dry run of one source or of all; the result is whether to pull."""

    ABOUT = (
        "What pulling would ask for, what is kept of the answers, which credentials were found (they are named, never "
        "shown), and what is kept from earlier. Nothing is asked before you press p or enter."
    )
    ACTIONS: ClassVar[tuple[type[Command[Any]], ...]] = (PullThis, PullEnter, BackFromPlan)
    DEFAULT_CSS = """
    PlanScreen #box { padding: 1 2 0 2; }
    PlanScreen Rows { height: auto; background: $surface; overflow-x: hidden; }
    """

    class Made(Message):
        """The plan is there, or why not."""

        def __init__(self, plans: Sequence[Planned], log: str, problems: tuple[Problem, ...]) -> None:
            super().__init__()
            self.plans, self.log, self.problems = plans, log, problems

    def __init__(self, session: Session, only: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.session, self.only = session, only
        self._made: PlanScreen.Made | None = None

    def compose(self) -> ComposeResult:
        """The plan and its keys."""
        with Vertical(id="box", classes="wide"):
            what = f"What pulling {', '.join(self.only)} would do" if self.only else "What a pull would do"
            yield Words(what, classes="title")
            yield Rows()
            yield KeyBar()

    def on_mount(self) -> None:
        """Look for credentials and for what is kept beside the screen: programs may have to be asked."""
        self.query_one(Rows).focus()
        self._show()
        in_thread(self._make, self._broke, "plan")

    def on_resize(self) -> None:
        """The rows are made for their width."""
        self.call_after_refresh(self._show)

    def _make(self) -> None:
        from vsm_tui.connect.plan import planned
        from vsm_tui.connect.pull import target_of
        from vsm_tui.tui.pulling import as_edited

        plans: list[Planned] = []
        log, problems = "", tuple[Problem, ...]()
        try:
            file = as_edited(self.session.disk.opened, self.session.stream)
            plans = planned(file, self.only)
            log = target_of(file, replace=True).name
        except VsmError as error:
            problems = getattr(error, "problems", ()) or (Problem(str(error)),)
        self.post_message(self.Made(plans, log, problems))

    def _broke(self, error: BaseException) -> None:
        self.post_message(self.Made((), "", (Problem(f"this broke down; {self.vsm.details(error)}"),)))

    def on_plan_screen_made(self, message: Made) -> None:
        """Show it."""
        self._made = message
        self._show()

    @property
    def wrong(self) -> bool:
        """Whether there are sources that cannot be pulled as they stand."""
        return self._made is not None and bool(self._made.problems)

    @property
    def why_not(self) -> str | None:
        """Why nothing can be pulled."""
        if self._made is None:
            return "credentials are still being looked for"
        if self._made.problems:
            return self._made.problems[0].text
        return "a pull is running already" if self.session.pulling and not self.session.pulling.over else None

    def _show(self) -> None:
        room = box_room(self.app.size.width)
        rows = plain_rows(self._rows(room), ascii=self.vsm.ascii)
        picture = self.query_one(Rows)
        picture.show(rows)
        picture.styles.height = max(1, min(len(rows), self.app.size.height * 92 // 100 - 6))
        self.refresh_keys()

    def _rows(self, room: int) -> list[Row]:
        made = self._made
        if made is None:
            return [(Run("looking for credentials, and for what is kept …", "muted"),)]
        rows: list[Row] = []
        for problem in made.problems:
            text = self.vsm.told(str(problem) if problem.line else problem.text)
            rows += wrap([(Run(safe(text, _LONG), "worse"),)], room, indent=0)
        if made.problems:
            rows += [(), (Run("e on the source mends it; nothing is asked before that", "muted"),)]
        now = datetime.now(UTC)
        for plan in map(self._told, made.plans):
            rows += (
                [(), *plan_rows(plan, now, room, titled=len(made.plans) > 1)]
                if rows
                else plan_rows(plan, now, room, titled=len(made.plans) > 1)
            )
        if made.log:
            rows += [(), *_line("writes", made.log, "value", room)]
        return rows

    def _told(self, plan: Planned) -> Planned:
        """Without the places of this machine, where it is shared."""
        told = self.vsm.told
        return replace(plan, where=told(plan.where), lines=tuple(map(told, plan.lines)), trouble=told(plan.trouble))


def plan_rows(plan: Planned, now: datetime, room: int, *, titled: bool) -> list[Row]:
    """One source: the requests, what is kept of the answers, the credentials, what is there already."""
    rows: list[Row] = [(Run(safe(f"{plan.name}  {plan.where}"), "heading"),)] if titled else []
    first = True
    server = plan.where.rstrip("/") if "://" in plan.where else ""
    if server:
        rows += _line("at", server, "value", room)
    for line in plan.lines:
        line = line.replace(f" {server}/", " /") if server else line
        head, colon, rest = line.partition(": ")
        if colon and head == "kept":
            rows += _line("keeps", rest, "value", room)
        elif colon and head == "credentials":
            rows += _line("signs with", rest, "warning" if rest.startswith("none") else "better", room)
        else:
            rows += _line("asks" if first else "", line, "value", room)
            first = False
    rows += _line("so far", _so_far(plan, now), "warning" if plan.trouble else "value", room)
    return rows


def _so_far(plan: Planned, now: datetime) -> str:
    if plan.trouble:
        return plan.trouble
    if not plan.pages or plan.at is None:
        return "nothing is kept yet"
    whole = "all there was" if plan.complete else "not all of it: a pull goes on from there"
    return f"{counted(plan.pages, 'page')}, {whole}, {ago(plan.at, now)} ago; kept on this machine for you alone"


def _line(label: str, text: str, style: StyleName, room: int) -> list[Row]:
    rows = wrap([(Run(safe(text, _LONG), style),)], max(20, room - _LABEL), indent=0)
    return [(Run((label if not at else "").ljust(_LABEL), "label"), *row) for at, row in enumerate(rows)]
