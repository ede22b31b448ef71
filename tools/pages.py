"""Take pictures of the hand-out in a real browser: ``python -m tools.pages`` (needs Chromium and the extra ``test``).

The first screenful in light and in dark, and the first sheet of paper, into ``screenshots/``.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

from vsm_tui.cli.main import run

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "screenshots"
_SCREEN: ViewportSize = {"width": 1280, "height": 900}
_SHEET: ViewportSize = {"width": 1032, "height": 703}
"""A4 landscape without its margins, in CSS pixels."""


def main() -> None:
    """Write the hand-out of a shipped stream, open it, take the pictures."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        os.environ["VSM_HOME"] = str(folder / "home")
        for path in (ROOT / "streams").glob("standard-feature*"):
            shutil.copy(path, folder)
        page_file = folder / "standard-feature.html"
        run(["report", str(folder / "standard-feature.yaml"), "-o", str(page_file), "-q"])
        browser = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport=_SCREEN, color_scheme=scheme)
            page.goto(page_file.as_uri())
            page.screenshot(path=OUT / f"handout-{scheme}.png")
        page = browser.new_page(viewport=_SHEET)
        page.emulate_media(media="print")
        page.goto(page_file.as_uri())
        page.screenshot(path=OUT / "handout-print.png")
        browser.close()


if __name__ == "__main__":
    main()
