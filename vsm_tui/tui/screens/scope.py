"""The scope of a stream: from where to where, of what kind of work, on which clock. Every field is one change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input

from vsm_tui.edit import Change, EditError, SetClock, SetRule, SetScope
from vsm_tui.model import Stream
from vsm_tui.tui.screens.base import Dialog
from vsm_tui.tui.session import Session
from vsm_tui.tui.widgets.safe import Words


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the panel."""

    id: str
    label: str
    example: str
    read: Callable[[Stream], str]
    change: Callable[[str], Change]


def _states(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


FIELDS: tuple[Field, ...] = (
    Field("name", "Name", "Standard feature", lambda s: s.name, lambda t: SetScope("name", t)),
    Field("work", "Work type", "feature", lambda s: s.work_type, lambda t: SetScope("work_type", t)),
    Field("start", "Starts when", "accepted into the backlog", lambda s: s.start, lambda t: SetScope("start", t)),
    Field(
        "begin", "  in states", "first mapped state", lambda s: ", ".join(s.begin.states),
        lambda t: SetRule("begin", _states(t)),
    ),
    Field("end", "Ends when", "running in production", lambda s: s.end, lambda t: SetScope("end", t)),
    Field(
        "confirmed", "  said by", "product owner: a role, not a name", lambda s: s.confirmed_by,
        lambda t: SetScope("confirmed_by", t),
    ),
    Field(
        "finish", "  in states", "Done, Closed (needed to measure)", lambda s: ", ".join(s.finish.states),
        lambda t: SetRule("finish", _states(t)),
    ),
    Field("day", "Hours a day", "8h", lambda s: f"{s.clock.day / 3600:g}h", lambda t: SetClock("day", t)),
    Field("week", "Days a week", "5d", lambda s: f"{s.clock.week}d", lambda t: SetClock("week", t)),
    Field("begins", "Day begins", "09:00", lambda s: f"{s.clock.begins:%H:%M}", lambda t: SetClock("begins", t)),
    Field("zone", "Time zone", "Europe/Berlin", lambda s: s.clock.timezone, lambda t: SetClock("timezone", t)),
    Field(
        "holidays", "Holidays", "2026-12-25 2026-12-26", lambda s: " ".join(d.isoformat() for d in s.clock.holidays),
        lambda t: SetClock("holidays", t),
    ),
)  # fmt: skip


class ScopeDialog(Dialog[None]):
    """Enter or tab takes a field over at once; the map behind follows."""

    ABOUT = (
        "Where the stream starts and ends, in words and as states of the log. Each field is taken over with "
        "enter or tab and can be undone on the map."
    )
    DEFAULT_CSS = """
    ScopeDialog Horizontal { height: 1; margin-bottom: 0; }
    ScopeDialog .label { width: 14; color: $map-muted; }
    ScopeDialog Input { width: 1fr; }
    ScopeDialog VerticalScroll { height: auto; max-height: 100%; background: $surface; }
    """

    MISSED = "never"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._trouble = ""

    def compose(self) -> ComposeResult:
        """One line a field."""
        with Vertical(id="box"):
            yield Words("Scope: from where to where", classes="title")
            with VerticalScroll(can_focus=False):
                for field in FIELDS:
                    with Horizontal():
                        yield Words(field.label, classes="label")
                        yield Input(
                            field.read(self.session.stream),
                            placeholder=field.example,
                            id=field.id,
                            select_on_focus=False,
                        )
            yield Words(id="trouble", classes="trouble")
            yield Words("enter or tab takes a field over · esc goes back · u on the map undoes", classes="note")

    def on_mount(self) -> None:
        """The first field has the keys."""
        self.query_one("#name", Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if self.take(event.input):
            self.focus_next(Input)

    @on(Input.Blurred)
    def _blurred(self, event: Input.Blurred) -> None:
        self.take(event.input)

    def finish_typing(self) -> str:
        """Take the field over that has the keys; what is wrong with it where it cannot be."""
        here = self.focused
        kept = not isinstance(here, Input) or self.take(here)
        return "" if kept else self._trouble

    def take(self, entry: Input) -> bool:
        """Make the change of one field; what is wrong is said below, and what was typed stays."""
        field = next(f for f in FIELDS if f.id == entry.id)
        trouble = ""
        if entry.value.strip() != field.read(self.session.stream):
            try:
                self.session.do(field.change(entry.value.strip()))
            except EditError as error:
                trouble = f"{field.label.strip()}: {error}"
            else:
                entry.value = field.read(self.session.stream)
        entry.set_class(bool(trouble), "-invalid")
        self.query_one("#trouble", Words).say(trouble)
        self._trouble = trouble
        return not trouble
