"""Two streams of one name in a folder are told apart by their files."""

from __future__ import annotations

from pathlib import Path

from tests.pilot.conftest import SMALL


async def test_equal_names_show_their_files(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    small.with_name("small-mine.yaml").write_text(SMALL, encoding="utf-8")
    small.with_name("other.yaml").write_text(SMALL.replace("name: Small", "name: Other"), encoding="utf-8")
    async with opened(small.parent, size=(80, 24)) as app:
        await app.until(lambda: "Small small-mine.yaml" in app.text)
        assert "Small small.yaml" in app.text
        assert "other.yaml" not in app.text
