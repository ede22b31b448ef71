"""The app in a real browser: it is drawn, keys reach it, and a view to look at changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PATIENCE = 30_000

Serve = Callable[..., Served]


def opened(page: Page, served: Served) -> list[str]:
    """Go in by a link and wait until the app has drawn; returns every address that was asked for."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served.link())
    page.wait_for_selector("body.-first-byte", timeout=_PATIENCE)
    return asked


def until(page: Page, true: Callable[[], bool]) -> None:
    """Wait until something came about."""
    for _ in range(_PATIENCE // 100):
        if true():
            return
        page.wait_for_timeout(100)
    pytest.fail("it did not come about")


def test_it_is_drawn_and_asks_nobody_else(serve: Serve, page: Page) -> None:
    served = serve()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    asked = opened(page, served)
    first = page.screenshot()
    page.wait_for_timeout(500)
    page.keyboard.press("F1")
    until(page, lambda: page.screenshot() != first)
    assert {url.partition("//")[2].partition(":")[0] for url in asked} == {"127.0.0.1"}
    assert broken == []


def test_keys_edit_the_file_where_that_is_allowed(serve: Serve, page: Page) -> None:
    served = serve("--editable")
    before = served.stream.read_text(encoding="utf-8")
    opened(page, served)
    until(page, lambda: typed(page, served.stream, before))
    assert "name: Zz" in served.stream.read_text(encoding="utf-8")


def typed(page: Page, stream: Path, before: str) -> bool:
    """Rename the first stage; whether the file says so."""
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("Zz")
    page.keyboard.press("Enter")
    page.wait_for_timeout(2500)
    return stream.read_text(encoding="utf-8") != before


def test_a_view_to_look_at_changes_nothing(serve: Serve, page: Page) -> None:
    served = serve()
    before = served.stream.read_bytes()
    opened(page, served)
    page.wait_for_timeout(1000)
    first = page.screenshot()
    for key in ("e", "a", "x", "r", "u", "7", "Delete", "b", "exclamation"):
        page.keyboard.press(key if key != "exclamation" else "Shift+1")
    page.keyboard.type("Zz")
    page.keyboard.press("Enter")
    page.wait_for_timeout(2500)
    assert served.stream.read_bytes() == before
    assert list(served.stream.parent.glob("*.yaml")) == [served.stream]
    page.keyboard.press("Escape")
    page.keyboard.press("F4")
    until(page, lambda: page.screenshot() != first)  # it still answers
