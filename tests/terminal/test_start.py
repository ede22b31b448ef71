"""Nothing heavy is loaded before the first frame."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.terminal import ROOT

HEAVY = ("numpy", "duckdb", "pandas", "httpx", "pyarrow", "simpy")
FIRST_FRAME = """
import asyncio, sys
from pathlib import Path
from vsm_tui.tui.app import VsmApp

class Watched(VsmApp):
    def _display(self, screen, renderable):
        if not getattr(self, "seen", None):
            self.seen = sorted(set(sys.argv[2].split(",")) & set(sys.modules))
            print("BEFORE:" + ",".join(self.seen))
        super()._display(screen, renderable)

async def main():
    app = Watched(Path(sys.argv[1]))
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(400):
            await pilot.pause(0.02)
            if "numpy" in sys.modules:
                break
    print("AFTER:" + ",".join(sorted(set(sys.argv[2].split(",")) & set(sys.modules))))

asyncio.run(main())
"""


@pytest.mark.parametrize("what", ["standard-feature.yaml", "."])
def test_measuring_is_imported_after_the_first_frame(tmp_path: Path, what: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME, str(ROOT / "streams" / what), ",".join(HEAVY)],
        env={**os.environ, "VSM_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=60, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert "BEFORE:" in lines, lines
    assert any(line.startswith("AFTER:") and "numpy" in line for line in lines), "and then it measures"
