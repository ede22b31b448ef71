"""The entries of a stream's ``sources``: those that can be read, by name, and those that cannot, with their line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vsm_tui.connect.source import Given, Source, source_of
from vsm_tui.files import StreamFile
from vsm_tui.model import InputError, Problem


@dataclass(frozen=True, slots=True)
class Named:
    """A source by the name people give it: its ``name`` in the stream file, else its tool."""

    name: str
    source: Source

    @property
    def tool(self) -> str:
        """Which tool it is."""
        return self.source.tool


@dataclass(frozen=True, slots=True)
class Wrong:
    """An entry that is no source as it stands; ``problems`` say where and why."""

    name: str
    tool: str
    problems: tuple[Problem, ...]


def entries_of(stream: StreamFile) -> list[Named | Wrong]:
    """Every entry of a stream's ``sources``, in order, each by a name of its own. Nothing is asked of any server."""
    from vsm_tui.files.parse import examine, find

    file, found = str(stream.path), list[Named | Wrong]()
    root = examine(stream.text, file)[2]
    for number, values in enumerate(stream.stream.sources):
        marks = {key: find(root, ("sources", number, key)).start_mark for key in values}
        marks[""] = find(root, ("sources", number)).start_mark
        lines = {key: (mark.line + 1, mark.column + 1) for key, mark in marks.items()}
        given = Given(values, stream.path.parent, stream.stream.clock.timezone, file, lines)
        tool = str(values.get("tool", ""))
        name = _free(str(values.get("name") or tool).strip(), found)
        try:
            given.text("name")
            found.append(Named(name, source_of(given)))
        except InputError as error:
            found.append(Wrong(name, tool, tuple(error.problems)))
    return found


def sources_of(stream: StreamFile) -> list[Named]:
    """The sources of a stream, each by a name of its own.

    Raises:
        InputError: naming the line of what cannot be read as a source.
    """
    return _readable(entries_of(stream))


def chosen(stream: StreamFile, only: Sequence[str]) -> list[Named]:
    """The sources called one of ``only``, all of them where that is empty.

    Raises:
        InputError: when there are none, none of that name, or one of them cannot be read.
    """
    return _readable(selected(stream, entries_of(stream), only))


def selected(stream: StreamFile, entries: Sequence[Named | Wrong], only: Sequence[str]) -> list[Named | Wrong]:
    """Those ``entries`` that are called one of ``only``, or are of such a tool; all of them where that is empty.

    Raises:
        InputError: when there are none, or none of that name.
    """
    if not entries:
        text = "the stream has no sources: write sources: [{tool: jira, url: https://…, jql: project = AB}]"
        raise InputError(Problem(text, str(stream.path)))
    for name in only:
        if not any(name in (entry.name, entry.tool) for entry in entries):
            there = ", ".join(entry.name for entry in entries)
            raise InputError(Problem(f"there is no source ‘{name[:60]}’: there are {there}", str(stream.path)))
    return [entry for entry in entries if not only or {entry.name, entry.tool} & set(only)]


def _readable(entries: Sequence[Named | Wrong]) -> list[Named]:
    problems = [problem for entry in entries if isinstance(entry, Wrong) for problem in entry.problems]
    if problems:
        raise InputError(problems)
    return [entry for entry in entries if isinstance(entry, Named)]


def _free(name: str, taken: Sequence[Named | Wrong]) -> str:
    """``name``, with a number where another source is called so already."""
    there = {entry.name for entry in taken}
    number, candidate = 2, name
    while candidate in there:
        candidate, number = f"{name}-{number}", number + 1
    return candidate
