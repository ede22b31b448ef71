"""Answers about data: a log or an address, the states of a stage, the states that finish."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from vsm_tui import edit
from vsm_tui.edit import Role
from vsm_tui.flow.steps import Ask
from vsm_tui.model import Stream
from vsm_tui.model.addresses import read_off
from vsm_tui.model.tools import ALL
from vsm_tui.tui.guiding.answered import Answer
from vsm_tui.tui.guiding.logstates import LogState, in_log

_NAMES = re.compile(r"\s*[,;]\s*")


def about_data(stream: Stream, ask: Ask, text: str, home: Path | None, states: Sequence[LogState]) -> Answer:
    """Read an answer of the step Data; ``states`` are those of the log, none where none was read."""
    match ask.kind:
        case "log":
            return _log(stream, text, home)
        case "states":
            return _states(stream, ask.stage, text, states)
        case "finish":
            listed, doubt = in_log(states, _listed(text))
            if not listed:
                return Answer(wrong="name a state, such as Done")
            return Answer(edit.SetRule("finish", listed), f"finished in {' or '.join(listed)}", doubt=doubt)
        case _:
            if text.casefold() in ("yes", "y"):
                return Answer(edit.ConfirmAllGuesses(), "everything that was guessed is right")
            return Answer(wrong="look at them on the data screen, then write yes")


def _states(stream: Stream, stage: str, text: str, states: Sequence[LogState]) -> Answer:
    before, _, behind = text.partition("/")
    waiting, strange = in_log(states, _listed(before))
    working, stranger = in_log(states, _listed(behind))
    if stream.stage(stage).outside is not None:
        waiting, working = tuple(dict.fromkeys((*waiting, *working))), ()  # one time, which is listed as wait
        if not waiting:
            return Answer(wrong="name a state, such as: At vendor")
        change = edit.SetStates(stream.stage(stage), waiting, ())
        doubt = "; ".join(filter(None, (strange, stranger)))
        return Answer(change, f"outside, one time: {', '.join(waiting)}", doubt=doubt)
    told = [f"waiting: {', '.join(waiting)}" if waiting else "", f"working: {', '.join(working)}" if working else ""]
    if not any(told):
        return Answer(wrong="name a state, such as: To Do / In Progress")
    change = edit.SetStates(stream.stage(stage), waiting, working)
    found = Answer(change, " · ".join(filter(None, told)))
    return replace(found, doubt="; ".join(filter(None, (strange, stranger))))


def with_state(text: str, name: str, role: Role) -> str:
    """An answer about states with one more, where its role puts it; what was begun behind the last comma gives way."""
    before, slash, behind = text.partition("/")
    waiting, working = _listed(before), _listed(behind)
    begun = (behind if slash else before).rpartition(",")[2].strip()
    if begun and begun.casefold() in name.casefold():
        waiting, working = (waiting, working[:-1]) if slash else (waiting[:-1], working)
    if role == "touch" or (role != "wait" and slash):
        working = (*working, name)
    else:
        waiting = (*waiting, name)
    joined = ", ".join(dict.fromkeys(waiting))
    return f"{joined} / {', '.join(dict.fromkeys(working))}".strip() if working or slash else joined


def _log(stream: Stream, text: str, home: Path | None) -> Answer:
    path = None if home is None else _path(home, text)
    if path is not None and path.is_file():
        return Answer(meaning="a file: it becomes the log once it could be read", log=path)
    found = read_off(text)
    if found is None:
        return Answer(wrong="there is no such file, and this is no address of a board or a repository that is known")
    if found["tool"] == "git" and path is not None and not path.is_dir():
        return Answer(wrong="there is no such file, and no such folder")
    if found["tool"] == "git" and path is not None and not _in_clone(path):
        return Answer(wrong="that is a folder, and in no clone of a repository: name a log in it")
    if lacks := ALL[found["tool"]].missing(found):
        return Answer(wrong=f"{ALL[found['tool']].title}, and what there? Paste the address with it: {lacks}")
    known = dict(found) in [dict(source) for source in stream.sources]
    return Answer(None if known else edit.AddSource(found), f"{found['tool']}: nothing is asked before you pull")


def _path(home: Path, text: str) -> Path:
    try:
        return home / Path(text).expanduser()
    except RuntimeError:  # ~ of somebody who is not known here
        return home / text


def _in_clone(folder: Path) -> bool:
    folder = folder.resolve()
    return any((each / ".git").exists() for each in (folder, *folder.parents)) or (folder / "HEAD").is_file()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name for part in _NAMES.split(text) if (name := part.strip()))
