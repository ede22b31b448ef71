"""The README's table of keys, made from the app's commands: ``python -m tools.key_table`` writes it.

The README marks the place with ``<!-- keys -->`` and ``<!-- /keys -->``; a test holds it to the commands.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any

from vsm_tui.tui import screens
from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import COMMON
from vsm_tui.tui.screens.base import CommandScreen, Dialog

README = Path(__file__).resolve().parent.parent / "README.md"
_FIRST = ("map", "workspace", "data", "items")
_PLACE = re.compile(r"(?<=<!-- keys -->\n).*?(?=<!-- /keys -->)", re.DOTALL)


def all_screens() -> list[type[CommandScreen[Any]]]:
    """Every screen with keys of its own, those that only ask a question left out."""
    found: list[type[CommandScreen[Any]]] = []
    for module in pkgutil.iter_modules(screens.__path__):
        loaded = importlib.import_module(f"{screens.__name__}.{module.name}")
        for value in vars(loaded).values():
            own = isinstance(value, type) and value.__module__ == loaded.__name__
            if own and issubclass(value, CommandScreen) and not issubclass(value, Dialog) and value.ACTIONS:
                found.append(value)
    return sorted(
        found, key=lambda screen: (_FIRST.index(name(screen)) if name(screen) in _FIRST else 99, name(screen))
    )


def name(screen: type[CommandScreen[Any]]) -> str:
    """What people call the screen."""
    return screen.__name__.removesuffix("Screen").lower()


def keys(command: type[Command[Any]]) -> str:
    """Its keys in code quotes; a bar would end the table's cell."""
    return " ".join(f"`{key}`" for key in command.key_label().replace("|", "\\|").split())


def table() -> str:
    """One row for each command that has a key, grouped by screen; what works everywhere comes first."""
    rows = ["| key | does | on |", "|---|---|---|"]
    rows += [f"| {keys(command)} | {command.title} | every screen |" for command in COMMON if command.keys]
    where: dict[tuple[str, str], list[str]] = {}
    for screen in all_screens():
        for command in screen.ACTIONS:
            if command.keys and command not in COMMON:
                where.setdefault((keys(command), command.title), []).append(name(screen))
    rows += [f"| {key} | {title} | {', '.join(dict.fromkeys(on))} |" for (key, title), on in where.items()]
    return "\n".join(rows) + "\n"


def placed(text: str) -> str:
    """The README with the table in its place.

    Raises:
        ValueError: when it does not mark the place.
    """
    if not _PLACE.search(text):
        raise ValueError("README.md marks no place for the keys: <!-- keys --> and <!-- /keys -->")
    return _PLACE.sub(lambda _: table(), text, count=1)


if __name__ == "__main__":
    README.write_text(placed(README.read_text(encoding="utf-8")), encoding="utf-8")
