"""Where things live that belong to the user and to no project. ``VSM_HOME`` puts all of them in one folder."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path, user_data_path, user_documents_path, user_state_path

_APP = "vsm-tui"


def workspace_folder() -> Path:
    """The user's own streams, opened where there is no ``./streams``."""
    return _home("streams") or user_documents_path() / "value-streams"


def recovery_folder() -> Path:
    """Unsaved edits, kept in case of a crash."""
    return _home("recovery") or user_state_path(_APP, appauthor=False) / "recovery"


def pulled_folder() -> Path:
    """What was fetched from live sources, for nobody else to read."""
    return _home("pulled") or user_data_path(_APP, appauthor=False) / "pulled"


def trash_folder() -> Path:
    """Streams that were thrown away, until somebody puts them back or empties it."""
    return _home("trash") or user_data_path(_APP, appauthor=False) / "trash"


def cache_folder() -> Path:
    """What can be computed again at any time."""
    return _home("cache") or user_cache_path(_APP, appauthor=False)


def ordered_folder() -> Path:
    """Events of logs that were read and put in order: what is in the logs, to open them at once the next time."""
    return cache_folder() / "logs"


def crash_log() -> Path:
    """Where a crash writes its trace, without the values of variables."""
    return (_home("") or user_state_path(_APP, appauthor=False)) / "crash.log"


def _home(name: str) -> Path | None:
    home = os.environ.get("VSM_HOME", "")
    return Path(home).expanduser() / name if home else None
