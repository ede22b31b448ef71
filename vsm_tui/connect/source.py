"""What a live source is, and which tools there are: one package of this room each, and none knows another.

A source fetches *pages*: JSON values, reduced to what measuring needs, each with the cursor that leads on from it.
:mod:`vsm_tui.connect.store` keeps both in one step, so that a pull that was killed goes on behind the last page it
kept. Events are made from kept pages only, without a network.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from vsm_tui.events.clean import clean
from vsm_tui.model import InputError, Problem

if TYPE_CHECKING:
    from vsm_tui.events import EventLog

_PROJECT = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,9}")

Cursor = dict[str, Any]
"""Where a source's pull stands, as JSON; ``{}`` before the first page. What is in it is the source's own business."""

TOOLS: dict[str, str] = {
    "jira": "vsm_tui.connect.jira.source",
    "git": "vsm_tui.connect.git.source",
    "jenkins": "vsm_tui.connect.jenkins.source",
    "azure": "vsm_tui.connect.azure.source",
    "circleci": "vsm_tui.connect.circleci.source",
    "devlake": "vsm_tui.connect.devlake.source",
    "github": "vsm_tui.connect.github.source",
    "gitlab": "vsm_tui.connect.gitlab.source",
}
"""A source's ``tool`` → its module, which offers ``source(given: Given) -> Source``; imported when it is asked for."""


class Stopped(Exception):  # noqa: N818 -- nothing went wrong: somebody asked for it
    """The pull was stopped from outside; what was kept stays."""


class Tell:
    """What a pull says while it runs, and how somebody else's thread stops it. This one says nothing."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._ends: list[Callable[[], None]] = []

    def stop(self) -> None:
        """Stop the pull at its next step, or at once where it only waits: also for an answer."""
        self._stop.set()
        for end in list(self._ends):
            end()

    def on_stop(self, end: Callable[[], None]) -> None:
        """Call ``end`` when somebody says stop: it ends what the pull waits for. It may be called by any thread."""
        self._ends.append(end)

    def check(self) -> None:
        """Go on only while nobody said stop.

        Raises:
            Stopped: when somebody did.
        """
        if self._stop.is_set():
            raise Stopped

    def sleep(self, seconds: float) -> None:
        """Wait, unless stopped.

        Raises:
            Stopped: when somebody says stop meanwhile.
        """
        self._stop.wait(seconds)
        self.check()

    def begin(self, name: str) -> None:
        """What is told from here on is about the source of that name; about the log itself where it is ""."""

    def counted(self, what: str, done: int, total: int | None = None) -> None:
        """``done`` of ``total`` things (``None``: nobody knows how many there are) were fetched."""

    def countdown(self, why: str, seconds: int) -> None:
        """The pull waits for so many more seconds; told every second, with 0 when it goes on."""

    def note(self, text: str) -> None:
        """Something worth knowing that is no failure."""


@dataclass(frozen=True, slots=True)
class Page:
    """One step of a pull: a JSON value to keep, and the cursor to go on from behind it.

    ``whole``: everything there is, in place of all that was kept before (a local repository is read at one go).
    """

    body: Any
    cursor: Cursor
    whole: bool = False


class Source(Protocol):
    """One entry of a stream file's ``sources``.

    ``name`` is what people call it on the command line, ``where`` the address or folder it reads.
    """

    @property
    def tool(self) -> str:
        """Which tool it is: a key of :data:`TOOLS`, and the namespace of its states where it has one of its own."""
        ...

    @property
    def where(self) -> str:
        """The address or folder it reads, as people know it; no credentials in it."""
        ...

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it the same source tomorrow, as JSON: whatever changes what is fetched, and nothing else."""
        ...

    def plan(self, cursor: Cursor) -> list[str]:
        """What fetching would ask for and keep, in words; nothing is asked."""
        ...

    def fetch(self, cursor: Cursor, tell: Tell) -> Generator[Page, None, None]:
        """Fetch on from ``cursor``, page by page; the last page's cursor begins the next pull.

        Raises:
            SourceError: when it fails; the pages given so far are good.
            Stopped: when somebody stopped it.
        """
        ...

    def complete(self, cursor: Cursor) -> bool:
        """Whether a pull that stands at ``cursor`` has fetched all there was."""
        ...

    def log(self, bodies: Iterable[Any], zone: str) -> EventLog:
        """The events in the pages that were kept, oldest page first; ``zone`` is what local times are read in."""
        ...


@dataclass(frozen=True, slots=True)
class Given:
    """One entry of ``sources`` as the stream file holds it, and where its keys stand.

    ``folder`` is the stream file's: relative paths begin there. ``zone`` is the stream's time zone.
    """

    values: Mapping[str, Any]
    folder: Path = Path()
    zone: str = "UTC"
    file: str = ""
    lines: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def text(self, key: str, default: str = "") -> str:
        """The text under ``key``.

        Raises:
            InputError: when it is a list or a mapping.
        """
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, f"{key} is one text, not a list or a mapping")
        return value.strip() or default

    def need(self, key: str, example: str) -> str:
        """The text under ``key``, which has to be there.

        Raises:
            InputError: when it is not.
        """
        found = self.text(key)
        if not found:
            raise self.wrong(key, f"this source has no {key}: write {example}")
        return found

    def words(self, key: str) -> tuple[str, ...]:
        """The words under ``key``: a list, or one text with commas or spaces between them.

        Raises:
            InputError: when it is anything else.
        """
        value = self.values.get(key, ())
        if isinstance(value, str):
            return tuple(value.replace(",", " ").split())
        if not isinstance(value, list | tuple) or not all(isinstance(word, str) for word in value):
            raise self.wrong(key, f"{key} is a list of words: write {key}: [one, two]")
        return tuple(word.strip() for word in value if word.strip())

    def projects(self) -> tuple[str, ...]:
        """The keys of projects whose tickets alone are looked for; none: of any project.

        Raises:
            InputError: when one of them is no key.
        """
        found = self.words("projects")
        for project in found:
            if not _PROJECT.fullmatch(project):
                raise self.wrong("projects", f"‘{clean(project, 40)}’ is no project's key: write projects: [PAY, OPS]")
        return found

    def only(self, *keys: str) -> None:
        """Refuse keys that nobody would read.

        Raises:
            InputError: naming the first of them.
        """
        from difflib import get_close_matches

        known = ("tool", "name", *keys)
        for key in self.values:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                meant = f"did you mean {near[0]}?" if near else f"it may have {', '.join(known)}"
                raise self.wrong(key, f"a source of this tool has no {key}: {meant}")

    def wrong(self, key: str, text: str) -> InputError:
        """What is wrong with ``key``, at its place."""
        return InputError(Problem(text, self.file, *self.lines.get(key, self.lines.get("", (0, 0)))))


def source_of(given: Given) -> Source:
    """The source that an entry of ``sources`` describes.

    Raises:
        InputError: when there is no such tool, or the entry is not what the tool needs.
    """
    tool = given.need("tool", f"tool: {next(iter(TOOLS), 'jira')}")
    if tool not in TOOLS:
        raise given.wrong("tool", f"there is no source ‘{tool[:40]}’: there are {', '.join(TOOLS)}")
    made: Source = import_module(TOOLS[tool]).source(given)
    return made
