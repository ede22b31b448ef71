"""The app in a real browser: it is drawn, keys reach it, and a view to look at changes nothing."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import Seen, Served

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


def test_one_stream_is_shared_and_says_so(serve: Serve, page: Page) -> None:
    served = serve()
    (served.stream.parent / "other.yaml").write_text("vsm: 1\nname: Another one\n", encoding="utf-8")
    seen = Seen(page)
    opened(page, served)
    assert page.title() == "forecast-model · view only"
    assert "view only" in seen.wait("view only").splitlines()[-1]
    page.keyboard.press("Escape")
    seen.wait("only this stream is shared")
    assert "Another one" not in seen.text
    assert str(served.stream.parent.parent) not in seen.text


def test_a_folder_is_shared_by_its_name_alone(serve: Serve, page: Page) -> None:
    served = serve("--editable", folder=True)
    seen = Seen(page)
    opened(page, served)
    assert page.title() == "shared · shared, editable"
    seen.wait("vsm shared · 1 stream")
    page.keyboard.press("5")
    seen.wait("Choose a map to import")
    page.keyboard.type("../")
    seen.wait("only the folder shared is shared")
    page.keyboard.press("Escape")
    assert str(served.stream.parent.parent) not in seen.text


def test_what_another_program_copied_is_pasted(serve: Serve, page: Page) -> None:
    served = serve("--editable")
    seen = Seen(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, served)
    seen.wait("shared, editable")
    page.evaluate("navigator.clipboard.writeText('Asking')")
    page.keyboard.press("e")
    seen.wait("such as")
    page.keyboard.press("Control+v")
    page.keyboard.press("Enter")
    until(page, lambda: "name: Asking" in served.stream.read_text(encoding="utf-8"))


def test_closing_the_page_loses_nothing(serve: Serve, page: Page) -> None:
    served = serve("--editable")
    seen = Seen(page)
    opened(page, served)
    seen.wait("shared, editable")
    page.keyboard.press("e")
    seen.wait("such as")
    page.keyboard.press("Control+u")
    page.keyboard.type("Asked")
    page.keyboard.press("Enter")
    seen.wait("u takes it back")
    page.goto("about:blank")  # before it is written by itself
    until(page, lambda: "name: Asked" in served.stream.read_text(encoding="utf-8"))


@pytest.mark.parametrize("options", [[], ["--editable"]])
def test_a_hand_out_comes_as_a_download(serve: Serve, page: Page, options: list[str]) -> None:
    served = serve(*options)
    seen = Seen(page)
    opened(page, served)
    seen.wait("measured")
    before = {path: path.read_bytes() for path in served.stream.parent.iterdir()}
    page.keyboard.press("Shift+H")
    seen.wait("Download as")
    with page.expect_download(timeout=_PATIENCE) as coming:
        page.keyboard.press("Enter")
    assert coming.value.suggested_filename == "forecast-model.html"
    text = coming.value.path().read_text(encoding="utf-8")
    assert "Forecast model" in text
    assert text.rstrip().endswith("</html>")
    assert str(served.stream.parent.parent) not in text
    assert {path: path.read_bytes() for path in served.stream.parent.iterdir()} == before


def test_the_page_says_why_it_closed_and_what_to_do(serve: Serve, page: Page) -> None:
    served = serve()
    link = served.link()
    port = int(re.findall(r":(\d+)/", link)[0])
    seen = Seen(page)
    page.goto(link)
    seen.wait("view only")
    page.keyboard.press("Control+q")
    page.wait_for_selector("text=You left", timeout=_PATIENCE)
    seen.forget()
    page.click("text=Open it again")
    seen.wait("view only")
    seen.forget()
    page.goto(link)  # a used link, from the history: this browser is in
    seen.wait("view only")
    served.process.send_signal(signal.SIGINT)
    page.wait_for_selector("text=This is no longer shared", timeout=_PATIENCE)
    served.process.wait(20)
    assert "stopped; 1 browser was closed" in served.notes.read_text(encoding="utf-8")
    again = serve(port=port)
    link = again.link()
    page.wait_for_selector("text=This browser needs a new link", timeout=_PATIENCE)
    seen.forget()
    page.goto(link)
    seen.wait("view only")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_is_not_let_in_reads_why(serve: Serve, page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    answer = page.goto(serve().link().partition("?")[0])
    assert answer is not None
    assert answer.status == 403
    assert page.inner_text("h1") == "You need a link"
    ground, ink = page.evaluate(
        "['backgroundColor', 'color'].map(each => getComputedStyle(document.body)[each].match(/\\d+/g).map(Number))"
    )
    assert (sum(ground) < sum(ink)) == (scheme == "dark")
    assert abs(sum(ground) - sum(ink)) > 450
