"""The hand-out as a page in a real browser: light, dark, narrow and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import ROOT
from vsm_tui.cli.main import run

if TYPE_CHECKING:
    from playwright.sync_api import Page

_ENOUGH = 4.5
"""Contrast that WCAG 2.2 asks of text (AA)."""
_CONTRASTS = """() => {
    const light = text => {
        const [r, g, b] = text.match(/[\\d.]+/g).map(each => each / 255)
            .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = light(getComputedStyle(document.body).backgroundColor);
    return [...document.querySelectorAll('h1, h2, p, li, dt, dd, th, td, summary, li span')]
        .filter(each => each.textContent.trim())
        .map(each => [each.textContent.trim().slice(0, 40), light(getComputedStyle(each).color)])
        .map(([text, ink]) => [(Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05), text]);
}"""


@pytest.fixture
def handout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hand-out of a shipped stream with its log."""
    monkeypatch.setenv("VSM_HOME", str(tmp_path / "home"))
    for path in (ROOT / "streams").glob("standard-feature*"):
        shutil.copy(path, tmp_path)
    out = tmp_path / "out.html"
    assert run(["report", str(tmp_path / "standard-feature.yaml"), "-o", str(out), "-q"]) == 0
    return out


def test_it_reads_well_in_light_and_dark(page: Page, handout: Path) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    grounds = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(handout.as_uri())
        contrasts = page.evaluate(_CONTRASTS)
        assert len(contrasts) > 100
        assert [each for each in contrasts if each[0] < _ENOUGH] == []
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(grounds) == 2
    assert set(asked) == {handout.as_uri()}, "it fetches nothing"
    assert said == []


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_only_wide_tables_and_drawings_scroll_sideways(page: Page, handout: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(handout.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for box in page.locator("figure, .wide").all():
        assert box.evaluate(
            "each => each.scrollWidth <= each.clientWidth || getComputedStyle(each).overflowX == 'auto'"
        )


def test_on_a_phone_the_map_goes_down_and_stage_names_stay(page: Page, handout: Path) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(handout.as_uri())
    shown = page.locator("figure").evaluate_all(
        "all => all.map(each => [each.className.split(' ')[0], each.clientWidth])"
    )
    assert dict(shown)["map"] == 0
    slim = page.locator("figure.slim")
    assert slim.evaluate("each => each.scrollWidth <= each.clientWidth"), "all of it shows"
    assert slim.locator("text").first.evaluate("each => each.getBoundingClientRect().height") >= 10
    table = page.locator(".wide").first
    assert table.evaluate("each => { each.scrollLeft = 200; return each.scrollLeft }") == 200
    name = table.locator("tbody th").first
    edge = table.evaluate("each => each.getBoundingClientRect().left")
    assert abs(name.evaluate("each => each.getBoundingClientRect().left") - edge) < 2, "names stay in sight"
    assert "gradient" in table.evaluate("each => getComputedStyle(each).backgroundImage"), (
        "its edge says that it goes on"
    )


def test_letters_of_a_long_map_can_be_read(page: Page, tmp_path: Path) -> None:
    stages = "".join(f"  - {{id: s{n}, name: Stage number {n}, wait: 1d, touch: 1h}}\n" for n in range(1, 26))
    (tmp_path / "long.yaml").write_text(f"vsm: 1\nname: Long\nstages:\n{stages}", encoding="utf-8")
    out = tmp_path / "long.html"
    assert run(["report", str(tmp_path / "long.yaml"), "-o", str(out), "-q"]) == 0
    for width, media in ((1280, "screen"), (800, "screen"), (1032, "print")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(media="print" if media == "print" else "screen")
        page.goto(out.as_uri())
        drawings = page.locator("figure.map svg")
        assert drawings.count() > 2
        sizes = drawings.evaluate_all(
            "all => all.map(each => each.getBoundingClientRect().height / each.viewBox.baseVal.height * 20)"
        )
        assert min(sizes) >= 10, f"{media} {width}: letters of {min(sizes):.1f} px"
        assert max(sizes) - min(sizes) < 0.1, "one scale for all strips"


def test_its_rows_are_as_high_as_drawn(page: Page, handout: Path) -> None:
    """The map is one picture of even rows: nothing in it is moved by the reader's font."""
    page.goto(handout.as_uri())
    tops: Sequence[float] = page.evaluate(
        "[...new Set([...document.querySelector('figure.map svg').querySelectorAll('text')]"
        ".map(each => Math.round(each.getBoundingClientRect().top)))].sort((a, b) => a - b)"
    )
    steps = [after - before for before, after in pairwise(tops)]
    assert len(tops) > 8
    height = min(steps)
    assert all(abs(step / height - round(step / height)) < 0.2 for step in steps)


def test_on_paper_nothing_is_cut_off(page: Page, handout: Path, tmp_path: Path) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.set_viewport_size({"width": 1032, "height": 703})  # A4 landscape without its margins, in CSS pixels
    page.goto(handout.as_uri())
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1032
    cut = page.evaluate(
        "[...document.querySelectorAll('figure, .wide, figure svg')]"
        ".filter(each => each.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert cut == 0
    hidden = page.evaluate(
        "[...document.querySelectorAll('details dl')].filter(each => !each.getBoundingClientRect().height).length"
    )
    assert hidden == 0, "what is folded on the screen is open on paper"
    paper = page.pdf(path=str(tmp_path / "out.pdf"), prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
    assert 3 <= paper.count(b"/Type /Page\n") <= 40
