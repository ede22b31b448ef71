"""What a source is: one field for each thing its tool may be told, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from vsm_tui.draw import ASCII
from vsm_tui.events.clean import clean
from vsm_tui.model.tools import ALL, NAME, Key
from vsm_tui.tui.screens.walking import FormDialog
from vsm_tui.tui.widgets.safe import Words

Values = dict[str, Any]


class SourceForm(FormDialog[Values | None]):
    """``check`` says what is wrong with the values, or ""; the result is what was typed, blank fields left out."""

    ABOUT = (
        "What this source reads. Fields marked * are needed, one of those marked + is. Credentials never stand here: "
        "they come from the environment, a token command, the keyring, gh, glab or netrc."
    )
    DEFAULT_CSS = """
    SourceForm Horizontal { height: 1; }
    SourceForm .label { width: 18; color: $map-muted; }
    SourceForm Input { width: 1fr; }
    SourceForm VerticalScroll { height: auto; max-height: 100%; background: $surface; }
    SourceForm #about { color: $text-muted; margin-top: 1; height: auto; min-height: 1; }
    SourceForm #trouble { height: auto; min-height: 1; }
    """

    def __init__(self, values: Mapping[str, Any], check: Callable[[Values], str], *, new: bool = True) -> None:
        super().__init__()
        self.tool = ALL[str(values["tool"])]
        self._values, self._check, self._new = dict(values), check, new

    @property
    def fields(self) -> tuple[Key, ...]:
        """Everything that can be said of it."""
        return (*self.tool.keys, NAME)

    def compose(self) -> ComposeResult:
        """One line a field, the help of the one that has the keys, what is wrong."""
        with Vertical(id="box", classes="wide"):
            yield Words(f"{'A new source' if self._new else 'Source'}: {self.tool.title}", classes="title")
            with VerticalScroll(can_focus=False):
                for key in self.fields:
                    with Horizontal():
                        yield Words(f"{key.title} {self._mark(key)}".rstrip(), classes="label")
                        yield Input(
                            _text(self._values.get(key.name)),
                            placeholder=self._shown(key.example),
                            id=f"key-{key.name}",
                            select_on_focus=False,
                        )
            yield Words(id="about")
            yield Words(id="trouble", classes="trouble")
            done = "adds it" if self._new else "changes it"
            either = "  + one of these is needed" if any(len(need) > 1 for need in self.tool.needs) else ""
            yield Words(f"* needed{either} · tab ↓ ↑ go on · enter {done} · esc leaves", classes="note")

    def _shown(self, text: str) -> str:
        return ASCII.plain(text) if self.vsm.ascii else text

    def _mark(self, key: Key) -> str:
        needed = next((need for need in self.tool.needs if key.name in need), ())
        return "" if not needed else "*" if len(needed) == 1 else "+"

    def on_mount(self) -> None:
        """The first needed field that is empty has the keys."""
        lacks = [need[0] for need in self.tool.needs if not any(self._values.get(name) for name in need)]
        self.query_one(f"#key-{(lacks or [self.tool.keys[0].name])[0]}", Input).focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say what the field is for."""
        key = next((k for k in self.fields if f"key-{k.name}" == event.widget.id), None)
        if key is not None:
            text = Content.assemble(
                (f"{key.title}: ", "bold"), clean(key.help), (f"  such as {key.example}", "$map-muted")
            )
            self.query_one("#about", Words).say(text)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.query_one("#trouble", Words).say("")

    @property
    def values(self) -> Values:
        """What is typed, and what no field is for."""
        typed = {key.name: self.query_one(f"#key-{key.name}", Input).value.strip() for key in self.fields}
        others = {name: value for name, value in self._values.items() if name not in typed}
        return {**others, **{name: text for name, text in typed.items() if text}}

    @on(Input.Submitted)
    def _entered(self) -> None:
        values = self.values
        known = values.get("path") == self._values.get("path") and not self._new
        wrong = ("" if known else self.vsm.closed_source(values)) or self._check(values)
        self.query_one("#trouble", Words).say(wrong)
        if wrong:
            self._to_missing(values)
        else:
            self.dismiss(values)

    def _to_missing(self, values: Values) -> None:
        for need in self.tool.needs:
            if not any(values.get(name) for name in need):
                self.query_one(f"#key-{need[0]}", Input).focus()
                return


def _text(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
