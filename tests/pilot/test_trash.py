"""Throwing a stream away in the workspace: asked first, out of the list, and back with one key."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("pilot")

STREAM = "vsm: 1\nname: {}\nstages:\n  - {{id: build, wait: 1d}}\n"
LOG = "item,at,state\nA,2026-03-02T09:00:00Z,To Do\nA,2026-03-03T09:00:00Z,Done\n"


async def test_a_stream_is_thrown_away_and_put_back(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    for name in ("alpha", "beta"):
        (folder / f"{name}.yaml").write_text(STREAM.format(name.capitalize()), encoding="utf-8")
    (folder / "alpha.events.csv").write_text(LOG, encoding="utf-8")
    before = (folder / "alpha.yaml").read_bytes()
    async with opened(size=(80, 24)) as app:
        assert "Alpha" in app.text
        await app.press("x")
        await app.until(lambda: app.screen == "Question")
        shown = " ".join(app.text.split())
        assert "Throw away ‘Alpha’?" in shown
        assert "alpha.yaml moves to the trash; u puts it back." in shown
        assert "alpha.events.csv" in shown
        await app.press("k")
        await app.until(lambda: app.screen == "WorkspaceScreen")
        assert (folder / "alpha.yaml").exists(), "whoever keeps it keeps it"
        await app.press("x")
        await app.until(lambda: app.screen == "Question")
        await app.press("t")
        await app.until(lambda: "Alpha" not in app.text and "is in the trash" in app.text)
        assert sorted(path.name for path in folder.iterdir()) == ["alpha.events.csv", "beta.yaml"]
        await app.press("u")
        await app.until(lambda: "Alpha" in app.text and "alpha.yaml is back" in app.text)
        assert (folder / "alpha.yaml").read_bytes() == before
        await app.press("u")
        await app.until(lambda: "nothing of this folder is in the trash" in app.text)


async def test_who_only_looks_throws_nothing_away(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    (folder / "alpha.yaml").write_text(STREAM.format("Alpha"), encoding="utf-8")
    async with opened(size=(80, 24), read_only=True) as app:
        await app.press("x")
        assert app.screen == "WorkspaceScreen"
        assert (folder / "alpha.yaml").exists()
