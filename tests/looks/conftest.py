"""Pictures of screens: the text of every state, and for some states the SVG; kept beside the tests.

``VSM_UPDATE_LOOKS=1`` writes them anew; look at the difference before committing it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

KEPT = Path(__file__).with_name("kept")
_UNIQUE = re.compile(r"terminal-\d+")


class Looks:
    """Compares what a screen shows with what it showed when somebody looked at it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._update = os.environ.get("VSM_UPDATE_LOOKS") == "1"

    def text(self, app: App[Any], state: str = "") -> str:
        """The characters of the whole screen, one line a row, without trailing blanks."""
        width, height = app.size
        rows = app.screen._compositor.render_strips()[:height]
        shown = "\n".join("".join(s.text for s in strip.crop(0, width)).rstrip() for strip in rows) + "\n"
        self._same(shown, f"{self._name}{'-' + state if state else ''}.txt")
        return shown

    def svg(self, app: App[Any], state: str = "") -> None:
        """The screen with its colours."""
        picture = _UNIQUE.sub("terminal", app.export_screenshot(title="vsm", simplify=True))
        self._same(picture, f"{self._name}{'-' + state if state else ''}.svg")

    def _same(self, shown: str, name: str) -> None:
        path = KEPT / name
        if self._update:
            path.parent.mkdir(exist_ok=True)
            path.write_text(shown, encoding="utf-8")
            return
        if not path.exists():
            pytest.fail(f"nobody has looked at {name} yet: run with VSM_UPDATE_LOOKS=1, look, commit")
        assert shown == path.read_text(encoding="utf-8"), f"{name} looks different now"


@pytest.fixture
def looks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Looks:
    """A fresh home, a fixed theme and no leftovers of the terminal that runs the tests."""
    monkeypatch.setenv("VSM_HOME", str(tmp_path / "home"))
    for name in ("NO_COLOR", "VSM_THEME", "TEXTUAL_THEME"):
        monkeypatch.delenv(name, raising=False)
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.removeprefix("test_").lower()).strip("-")
    return Looks(name)
