"""Screenshots: self-contained, and every line character is a shape of exactly one cell."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from tools.pictures import standalone
from vsm_tui.export.picture.cells import HEIGHT, WIDTH, Cell, arms, block, line

DRAWING = "┌─ 3d ─┐\n│ ██░▄ │\n╰◄══◆══╯ <&>"


class Drawing(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(DRAWING, markup=False)


async def svg() -> str:
    async with Drawing().run_test(size=(20, 5)) as pilot:
        return pilot.app.export_screenshot(title="map")


async def test_nothing_is_fetched() -> None:
    picture = standalone(await svg())
    assert "url(http" not in picture
    assert "@font-face" not in picture
    assert set(re.findall(r"https?://([\w.]+)", picture)) <= {"www.w3.org", "www.textualize.io"}
    ET.fromstring(picture)  # noqa: S314 our own picture


async def test_lines_are_shapes_and_words_stay_words() -> None:
    picture = standalone(await svg())
    texts = re.findall(r"<text [^>]*>([^<]*)</text>", picture)
    assert "3d" in texts
    assert "&lt;&amp;&gt;" in texts
    assert {"◄", "◆"} <= set(texts)
    assert not set("┌─┐│█░▄╰═╯") & set("".join(texts))


async def test_the_same_screen_is_the_same_picture() -> None:
    assert standalone(await svg()) == standalone(await svg())


@pytest.mark.parametrize(
    ("char", "ways"),
    [
        ("─", {"LEFT": "LIGHT", "RIGHT": "LIGHT"}),
        ("┌", {"DOWN": "LIGHT", "RIGHT": "LIGHT"}),
        ("║", {"UP": "DOUBLE", "DOWN": "DOUBLE"}),
        ("╪", {"UP": "LIGHT", "DOWN": "LIGHT", "LEFT": "DOUBLE", "RIGHT": "DOUBLE"}),
        ("┼", {"UP": "LIGHT", "DOWN": "LIGHT", "LEFT": "LIGHT", "RIGHT": "LIGHT"}),
    ],
)
def test_arms_are_read_off_the_name(char: str, ways: dict[str, str]) -> None:
    found = {way: weight.replace("SINGLE", "LIGHT") for way, weight in arms(char).items()}
    assert found == ways


@pytest.mark.parametrize("char", "▁▂▃▄▅▆▇█▀░▒▓▏▎▍▌▋▊▉▐")
def test_blocks_stay_in_their_cell(char: str) -> None:
    shape = block(char, Cell(0, 0, 1, "fill='#fff'", ""))
    assert shape is not None
    x, y, wide, high = (float(v) for v in re.findall(r' (?:x|y|width|height)="([\d.]+)"', shape))
    assert x >= 0
    assert y >= 0
    assert x + wide <= WIDTH + 0.01
    assert y + high <= HEIGHT + 0.01


def test_a_run_of_one_line_is_one_shape() -> None:
    shape = line("─", Cell(0, 0, 7, "fill='#fff'", ""))
    assert shape is not None
    assert shape.count("<rect") == 1
    assert f'width="{7 * WIDTH:.2f}"' in shape


@pytest.mark.parametrize(("char", "cells", "dashes"), [("╌", 1, 2), ("╌", 5, 10), ("┈", 1, 4), ("╎", 1, 2)])
def test_a_broken_line_is_as_many_dashes_as_its_name_says(char: str, cells: int, dashes: int) -> None:
    shape = line(char, Cell(0, 0, cells, "fill='#fff'", ""))
    assert shape is not None
    assert shape.count("<rect") == dashes
