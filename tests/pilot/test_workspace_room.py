"""The list of streams and its preview use the room there is, from the first moment on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pilot.conftest import SMALL, Opened


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_first_stream_of_a_folder_is_previewed_at_full_width(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as ui:
        await ui.press("2", "'Bug fix", "enter")
        await ui.until(lambda: ui.screen == "MapScreen")
        await ui.press("escape")
        await ui.until(lambda: ui.screen == "WorkspaceScreen" and "No stages yet." in ui.text)
        await ui.until(lambda: "Stages are the steps a piece of work goes through, such as" in ui.text)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_name_of_a_stream_is_whole(opened: Opened, folder: Path, size: tuple[int, int]) -> None:
    (folder / "a.yaml").write_text(SMALL.replace("name: Small", "name: Production incident fix"), encoding="utf-8")
    async with opened(size=size) as ui:
        rows = [line for line in ui.text.splitlines() if line.startswith("▌")]
        assert "Production incident fix" in rows[0]


async def test_wrapped_lines_of_an_empty_data_screen_keep_their_indent(opened: Opened, small: Path) -> None:
    async with opened(small, size=(80, 24)) as ui:
        await ui.press("d")
        await ui.until(lambda: "Take a file" in ui.text)
        lines = ui.text.splitlines()
        at = next(k for k, line in enumerate(lines) if "Name a board" in line)
        below = lines[at + 1 : next(k for k, line in enumerate(lines) if "Take a file" in line)]
        indents = {len(line) - len(line.lstrip()) for line in below if line.strip()}
        assert len(indents) == 1
        assert len([line for line in below if line.strip()]) > 1
