"""Streams to begin with: the usual stages and the questions to ask, and no number anybody could take for a fact."""

from __future__ import annotations

import re
from difflib import get_close_matches
from importlib.resources import files

from vsm_tui.model import InputError, Problem
from vsm_tui.model.wording import shown

_NAMES = (
    "standard feature",
    "bug fix",
    "hotfix / incident",
    "infrastructure change",
    "data or ML model",
    "security fix",
    "blank",
)


def template_names() -> tuple[str, ...]:
    """The names of all templates, the most usual first and the blank one last."""
    return _NAMES


def template(name: str) -> str:
    """The text of a template. Case, spaces and dashes do not matter, and the beginning of a name is enough.

    Raises:
        InputError: when no template, or more than one, has that name.
    """
    asked = _key(name)
    exact = [known for known in _NAMES if _key(known) == asked]
    found = exact or [known for known in _NAMES if asked and _key(known).startswith(asked)]
    if len(found) == 1:
        return files(__package__).joinpath(f"{_key(found[0])}.yaml").read_text(encoding="utf-8")
    names = ", ".join(found or _NAMES)
    if found:
        raise InputError(Problem(f"{shown(name)} could be more than one template: write more of {names}"))
    near = get_close_matches(asked, [_key(known) for known in _NAMES], n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? There are" if near else "there are"
    raise InputError(Problem(f"there is no template {shown(name)}: {hint} {names}"))


def _key(name: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))
