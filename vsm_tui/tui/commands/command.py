"""The command: one class gives a key binding, a place in the palette, a help row and a key in the footer."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType

if TYPE_CHECKING:
    from vsm_tui.tui.app import VsmApp
    from vsm_tui.tui.screens.base import CommandScreen

S = TypeVar("S", bound="CommandScreen[Any]")

KEY_NAMES = {
    "escape": "esc",
    "question_mark": "?",
    "slash": "/",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "space": "space",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "asterisk": "*",
    "exclamation_mark": "!",
    "delete": "del",
    "pageup": "pgup",
    "pagedown": "pgdn",
}


class Command(Generic[S]):
    """One action. The docstring of a subclass is its help: the first line is the tooltip.

    ``keys`` are Textual key names, separated by commas, most important first; empty for a command that is only in
    the palette. ``verb`` says what its keys mean: the same key has the same verb on every screen. ``footer`` puts it
    into the footer. ``title`` names it in the palette and the help, ``short`` in the footer.
    """

    id: ClassVar[str] = ""
    keys: ClassVar[str] = ""
    title: ClassVar[str] = ""
    short: ClassVar[str] = ""
    group: ClassVar[str] = "General"
    verb: ClassVar[str] = ""
    footer: ClassVar[bool] = False
    harmless: ClassVar[bool] = False
    """Whether it only looks: nothing is changed, written or fetched. Only these run where the app is read-only."""
    delivers: ClassVar[bool] = False
    """Whether it hands over a file. In a browser that is a download, which writes nothing here."""
    priority: ClassVar[bool] = False

    def __init__(self, screen: S) -> None:
        self.screen = screen

    @classmethod
    def offered(cls, app: VsmApp) -> bool:  # noqa: ARG003 -- for those that are not everywhere
        """Whether there is such a thing where ``app`` runs."""
        return True

    @property
    def allowed(self) -> bool:
        """Whether it may run at all: where the app is read-only, only what looks, or hands a file to a browser."""
        vsm = self.screen.vsm
        return not vsm.read_only or self.harmless or (self.delivers and vsm.is_web)

    def why_not(self) -> str | None:
        """Why it cannot run, here or now; ``None`` when it can."""
        if not self.allowed:
            return "this is a view to look at; whoever shares it can let others edit"
        return self.when()

    def when(self) -> str | None:
        """Why it cannot run now, as a sentence for the user; ``None`` when it can."""
        return None

    async def run(self) -> None:
        """Do it."""
        raise NotImplementedError

    def label(self) -> str:
        """Its name now; override where the name tells more, such as what would be undone."""
        return self.title

    def brief(self) -> str:
        """Its name in the footer now."""
        return self.short or self.title.lower()

    @classmethod
    def help(cls) -> str:
        """What it does, in a sentence or more."""
        return cleandoc(cls.__doc__ or cls.title)

    @classmethod
    def tooltip(cls) -> str:
        """What it does, in one line."""
        return cls.help().split("\n", 1)[0]

    @classmethod
    def key_label(cls) -> str:
        """Its keys as people read them: ``ctrl+p``, ``↑``, ``?``."""
        return " ".join(key_name(key) for key in cls.keys.split(",") if key)

    @classmethod
    def first_key(cls) -> str:
        """Its most important key as people read it; empty without one."""
        return key_name(cls.keys.split(",")[0]) if cls.keys else ""


def key_name(key: str) -> str:
    """A Textual key name as people read it."""
    if len(key) == 2 and key[0] == "f" and key[1].isdigit():
        return key.upper()
    return KEY_NAMES.get(key, key)


def bindings(commands: Iterable[type[Command[Any]]]) -> list[BindingType]:
    """Textual bindings of commands; each has an id and a tooltip."""
    return [
        Binding(
            command.keys,
            f"command('{command.id}')",
            command.short or command.title,
            show=command.footer,
            key_display=command.first_key(),
            priority=command.priority,
            tooltip=command.tooltip(),
            id=command.id,
        )
        for command in commands
        if command.keys
    ]
