"""Every name a room offers is there, whether its module is loaded at once or when it is first used."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

import pytest

ROOMS = ("model", "flow", "events", "edit", "draw", "files", "export")


@pytest.mark.parametrize("room", ROOMS)
def test_every_name_is_there(room: str) -> None:
    package = import_module(f"vsm_tui.{room}")
    for name in package.__all__:
        assert getattr(package, name) is not None


@pytest.mark.parametrize("room", ["flow", "events", "edit", "draw", "files"])
def test_no_name_is_hidden_by_a_module(room: str) -> None:
    """Importing a submodule sets it as an attribute of its package, over a name that would come later."""
    package = import_module(f"vsm_tui.{room}")
    for found in pkgutil.iter_modules(package.__path__):
        import_module(f"vsm_tui.{room}.{found.name}")
    hidden = {name for name in package.__all__ if isinstance(getattr(package, name), ModuleType)}
    assert hidden == ({"locations", "recovery", "workspace"} if room == "files" else set()), "these are meant"


def test_a_name_that_nobody_offers_is_an_error() -> None:
    with pytest.raises(AttributeError, match=r"vsm_tui\.edit"):
        import_module("vsm_tui.edit").Guess  # noqa: B018 -- asking for it is the test
