"""What was typed as an answer: the one change it makes, and how it was understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from vsm_tui import edit
from vsm_tui.edit import Change, EditError
from vsm_tui.events.clean import clean
from vsm_tui.flow.steps import Ask
from vsm_tui.model import Loop, QuantityError, Share, Stage, Stream, spoken
from vsm_tui.model.addresses import read_off
from vsm_tui.model.quantity import UnreadableError
from vsm_tui.model.tools import ALL
from vsm_tui.tui.mapview.values import ValueField, read_value

OUTSIDE = "outside"
"""What an answer about a time begins with where another team does the stage."""
OURS = "ours"
_LONG = 200
_PARTS = ",;/"
"""What states are told apart by; where one has it in its name, they cannot be typed in a row."""
_NAMES = re.compile(r"\s*[,;]\s*")


@dataclass(frozen=True, slots=True)
class Answer:
    """The ``change`` an answer makes, ``None`` for none; how it is understood; and what would be right instead.

    ``log`` is a file that becomes the stream's log once it was read.
    """

    change: Change | None = None
    meaning: str = ""
    wrong: str = ""
    log: Path | None = None


def answer(stream: Stream, ask: Ask, text: str, home: Path | None = None) -> Answer:
    """Read an answer to ``ask``; nothing typed changes nothing. ``home`` is the folder of the stream's file."""
    text = clean(text, _LONG).strip()
    if not text:
        return Answer()
    found = _read(stream, ask, text, home)
    if found.change is None or found.wrong:
        return found
    try:
        after = found.change.apply(stream)
    except EditError as error:
        return Answer(wrong=str(error))
    return found if after != stream else Answer(meaning=found.meaning)


def _read(stream: Stream, ask: Ask, text: str, home: Path | None) -> Answer:
    match ask.kind:
        case "work_type" | "start" | "end":
            return Answer(edit.SetScope(ask.kind, text))
        case "confirmed_by":
            wrong = "that is somebody's address: write a role, such as product owner" if "@" in text else ""
            return Answer(edit.SetScope("confirmed_by", text), wrong=wrong)
        case "stage":
            after = stream.stage(ask.stage) if ask.stage else None
            return Answer(edit.InsertStage(text, after))
        case "wait" | "touch" | "outside":
            return _time(stream, stream.stage(ask.stage), ask.kind, text)
        case "pca":
            return _usable(stream.stage(ask.stage), text)
        case "back" | "rate":
            return _back(stream, ask, text)
        case _:
            return _data(stream, ask, text, home)


def _time(stream: Stream, stage: Stage, field: ValueField, text: str) -> Answer:
    word, _, rest = text.partition(" ")
    if word.casefold() == OURS and field == "outside":
        return Answer(edit.MakeInside(stage), "we do it ourselves: its wait and touch are asked next")
    if word.casefold() == OUTSIDE:
        field, text = "outside", rest.strip()
        if not text:
            return Answer(wrong="how long is it away? One time is enough, such as: outside 5d")
    read = read_value(field, text, stream.clock)
    if read.wrong:
        return Answer(wrong=read.wrong)
    value = str(read.value)
    change: Change
    if field == "outside":
        change = edit.MakeOutside(stage, value) if stage.outside is None else edit.SetValue(stage, "outside", value)
        return Answer(change, f"away for {read.meaning}, waiting and work in one")
    change = edit.SetValue(stage, "wait" if field == "wait" else "touch", value)
    return Answer(change, read.meaning)


def out_of_100(text: str) -> tuple[Share | None, str, str]:
    """So many out of 100, and what was written behind the number; or what would be right, in the third place."""
    try:
        return *spoken.share_and_rest(text), ""
    except UnreadableError:
        return None, "", f"a number out of 100 is asked for, such as 80, and not {text!r}"
    except QuantityError as error:
        return None, "", str(error)


def _usable(stage: Stage, text: str) -> Answer:
    share, rest, wrong = out_of_100(text)
    if share is None or rest:
        return Answer(wrong=wrong or "only the number is needed here, such as 80")
    return Answer(edit.SetValue(stage, "pca", share), usable(share))


def usable(share: Share) -> str:
    """%C/A the way it was asked for: ``80 usable, 20 sent back``."""
    good, bad = _of_100(share), _of_100(Share(1 - share.value))
    if share.value == 1:
        return "all 100 usable, none sent back"
    return f"{good} usable, {bad} sent back" if share.value else "none usable, all 100 sent back"


def _back(stream: Stream, ask: Ask, text: str) -> Answer:
    source, target = stream.stage(ask.source), stream.stage(ask.stage)
    share, cause, wrong = out_of_100(text)
    if share is None:
        return Answer(wrong=wrong)
    meaning = f"{_of_100(share)} of 100 go back to {target.name}, {_of_100(Share(1 - share.value))} go on"
    if not share.value:
        meaning = f"nothing goes back to {target.name}"
    meaning += f", because: {cause}" if cause else ""
    loop = next((known for known in stream.rework if known.key == (source.id, target.id)), None)
    change = edit.AddLoop(source, target, share, cause) if loop is None else _changed(loop, share, cause)
    return Answer(change, meaning)


def _changed(loop: Loop, share: Share, cause: str) -> Change:
    rate = edit.SetLoopRate(loop, share)
    if not cause or cause == loop.cause:
        return rate
    return edit.Several(rate.title, (rate, edit.SetLoopCause(loop, cause)))


def _of_100(share: Share) -> str:
    return str(share).removesuffix("%")


def _data(stream: Stream, ask: Ask, text: str, home: Path | None) -> Answer:
    match ask.kind:
        case "log":
            return _log(stream, text, home)
        case "states":
            waiting, _, working = text.partition("/")
            states = edit.SetStates(stream.stage(ask.stage), _listed(waiting), _listed(working))
            told = [f"waiting: {', '.join(states.wait)}" if states.wait else ""]
            told.append(f"working: {', '.join(states.touch)}" if states.touch else "")
            named = " · ".join(filter(None, told))
            return Answer(states, named) if named else Answer(wrong="name a state, such as: To Do / In Progress")
        case "finish":
            listed = _listed(text)
            if not listed:
                return Answer(wrong="name a state, such as Done")
            return Answer(edit.SetRule("finish", listed), f"finished in {' or '.join(listed)}")
        case _:
            if text.casefold() in ("yes", "y"):
                return Answer(edit.ConfirmAllGuesses(), "everything that was guessed is right")
            return Answer(wrong="look at them on the data screen, then write yes")


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


def said(stream: Stream, ask: Ask) -> str:
    """What is known, the way it would be typed; empty where it cannot be typed in one line."""
    match ask.kind:
        case "work_type" | "start" | "end" | "confirmed_by":
            return str(getattr(stream, ask.kind))
        case "wait" | "touch" | "outside":
            value = getattr(stream.stage(ask.stage), ask.kind)
            return "" if value is None else str(value)
        case "pca":
            share = stream.stage(ask.stage).pca
            return "" if share is None else _of_100(share)
        case "rate":
            loop = next(known for known in stream.rework if known.key == (ask.source, ask.stage))
            return f"{_of_100(loop.rate)} {loop.cause}".strip() if loop.rate is not None else ""
        case "states":
            states = stream.stage(ask.stage).states
            plain = not any(set(state) & set(_PARTS) for state in (*states.wait, *states.touch))
            return f"{', '.join(states.wait)} / {', '.join(states.touch)}" if states and plain else ""
        case "finish":
            plain = not any(set(state) & set(_PARTS) for state in stream.finish.states)
            return ", ".join(stream.finish.states) if plain else ""
        case "log":
            return ", ".join(stream.log)
    return ""
