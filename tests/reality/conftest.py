"""Where the real data is: named by ``VSM_REALITY_DATA``, beside no checkout by default."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def reality() -> Path:
    """The folder of real data; the test is skipped without it."""
    folder = Path(os.environ.get("VSM_REALITY_DATA", "/nowhere"))
    if not folder.is_dir():
        pytest.skip("VSM_REALITY_DATA names no folder with real data")
    return folder
