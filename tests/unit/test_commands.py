"""Every action is a command: one meaning a key, an id, a tooltip, a place in the palette and in the help."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from typing import Any

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import vsm_tui.tui
from vsm_tui.tui.commands.command import Command, key_name
from vsm_tui.tui.screens.base import CommandScreen


def _everything() -> None:
    for found in pkgutil.walk_packages(vsm_tui.tui.__path__, "vsm_tui.tui."):
        importlib.import_module(found.name)


def _below(kind: type[Any]) -> list[type[Any]]:
    found: list[type[Any]] = []
    for child in kind.__subclasses__():
        found += [child, *_below(child)]
    return [c for c in dict.fromkeys(found) if c.__module__.startswith("vsm_tui.")]


_everything()
SCREENS: list[type[CommandScreen[Any]]] = [
    s for s in _below(CommandScreen) if s.__name__ not in ("Dialog", "EditedMap", "GuideView", "StreamScreen")
]
COMMANDS = sorted({c for screen in SCREENS for c in screen.command_classes()}, key=lambda c: (c.__module__, c.__name__))
NODES = [n for n in _below(DOMNode) if "BINDINGS" in n.__dict__]


def test_there_are_screens_and_commands() -> None:
    assert {"WorkspaceScreen", "MapScreen", "ItemsScreen", "CompareScreen", "DataScreen"} <= {
        s.__name__ for s in SCREENS
    }
    assert len(COMMANDS) > 40


def test_no_key_means_two_things() -> None:
    verbs: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for screen in SCREENS:
        for command in screen.command_classes():
            for key in filter(None, command.keys.split(",")):
                verbs[key][command.verb].append(f"{screen.__name__}:{command.id}")
    twice = {key: dict(meanings) for key, meanings in verbs.items() if len(meanings) > 1}
    assert twice == {}


@pytest.mark.parametrize("screen", SCREENS, ids=lambda s: s.__name__)
def test_a_key_stands_once_on_a_screen(screen: type[CommandScreen[Any]]) -> None:
    keys = [key for c in screen.command_classes() for key in c.keys.split(",") if key]
    assert len(keys) == len(set(keys))
    ids = [c.id for c in screen.command_classes()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("screen", SCREENS, ids=lambda s: s.__name__)
def test_a_footer_has_seven_keys_at_most(screen: type[CommandScreen[Any]]) -> None:
    assert sum(c.footer for c in screen.command_classes()) <= 7
    assert screen.ABOUT


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: f"{c.__module__.rpartition('.')[2]}.{c.__name__}")
def test_a_command_says_what_it_does(command: type[Command[Any]]) -> None:
    assert command.id
    assert command.title
    assert command.verb
    assert command.__doc__
    assert "`" not in command.__doc__, "help shows it as it stands"
    assert len(command.tooltip()) <= 160
    assert all(key_name(key) for key in command.keys.split(",") if key)


@pytest.mark.parametrize("node", NODES, ids=lambda n: n.__name__)
def test_every_binding_has_an_id_and_a_tooltip(node: type[DOMNode]) -> None:
    for binding in node.__dict__["BINDINGS"]:
        assert isinstance(binding, Binding)
        assert binding.id, binding
        assert binding.tooltip, binding


def test_ids_of_commands_and_of_widgets_are_apart() -> None:
    commands = {c.id for c in COMMANDS}
    others = {
        b.id
        for n in NODES
        if not issubclass(n, CommandScreen)
        for b in n.__dict__["BINDINGS"]
        if isinstance(b, Binding)
    }
    assert not commands & others


def test_no_key_is_one_that_terminals_mix_up() -> None:
    mixed = {"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+s", "ctrl+left_square_bracket", "tab+shift"}
    assert not mixed & {key for c in COMMANDS for key in c.keys.split(",")}
