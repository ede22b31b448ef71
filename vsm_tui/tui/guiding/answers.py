"""What was typed as an answer: the one change it makes, and how it was understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from vsm_tui import edit
from vsm_tui.edit import Change, EditError
from vsm_tui.events.clean import clean
from vsm_tui.flow.steps import Ask, way
from vsm_tui.model import Loop, QuantityError, Share, Stage, Stream, spoken
from vsm_tui.model.quantity import UnreadableError
from vsm_tui.tui.guiding.answered import Answer
from vsm_tui.tui.guiding.dataanswers import about_data
from vsm_tui.tui.guiding.logstates import LogState
from vsm_tui.tui.guiding.said import of_100
from vsm_tui.tui.guiding.stagenames import named_stages
from vsm_tui.tui.mapview.values import ValueField, read_value

OUTSIDE = "outside"
"""What an answer about a time begins with where another team does the stage."""
OURS = "ours"
BOTH = "/"
"""What parts waiting from work in one answer."""
EVERYWHERE = "all"
"""What stands behind 0 where nothing goes back to any stage that is still asked about."""
LONGEST = 2_000
"""The characters of an answer; several stages may be named in one."""
_NO_CAUSE = frozenset({"none", "nothing", "no", "nobody", "never", "-", "–", "n/a", "na", "of them", "items"})
"""What is written behind a number and says no cause."""


def answer(stream: Stream, ask: Ask, text: str, home: Path | None = None, states: Sequence[LogState] = ()) -> Answer:
    """Read an answer to ``ask``; nothing typed changes nothing.

    ``home`` is the folder of the stream's file, ``states`` are those of its log.
    """
    text = clean(text, LONGEST).strip()
    if not text:
        return Answer()
    try:
        found = about_data(stream, ask, text, home, states) if ask.step == "data" else _read(stream, ask, text)
    except EditError as error:
        return Answer(wrong=str(error))
    if found.change is None or found.wrong:
        return found
    try:
        after = found.change.apply(stream)
    except EditError as error:
        return Answer(wrong=str(error))
    return found if after != stream else Answer(meaning=found.meaning)


def _read(stream: Stream, ask: Ask, text: str) -> Answer:
    match ask.kind:
        case "work_type" | "start" | "end":
            return Answer(edit.SetScope(ask.kind, text), doubt=_looks_like_stages(text))
        case "confirmed_by":
            wrong = "that is somebody's address: write a role, such as product owner" if "@" in text else ""
            return Answer(edit.SetScope("confirmed_by", text), wrong=wrong, doubt=_looks_like_stages(text))
        case "stage":
            return named_stages(stream, ask, text)
        case "wait" | "touch" | "outside":
            return _time(stream, stream.stage(ask.stage), ask.kind, text)
        case "pca":
            return _usable(stream.stage(ask.stage), text)
        case _:
            return _back(stream, ask, text)


def _looks_like_stages(text: str) -> str:
    return "this reads like stages in a row; they are asked for next" if re.search(r"->|→", text) else ""


def _time(stream: Stream, stage: Stage, field: ValueField, text: str) -> Answer:
    word, _, rest = text.partition(" ")
    if word.casefold() == OURS and field == "outside":
        return Answer(edit.MakeInside(stage), "we do it ourselves: its wait and touch are asked next")
    if word.casefold() == OUTSIDE:
        field, text = "outside", rest.strip()
        if not text:
            return Answer(wrong="how long is it away? One time is enough, such as: outside 5d")
    if field == "outside" and BOTH in text:
        return Answer(wrong=f"it is done outside: one time is known. Write {OURS} first, if you do it yourselves")
    if field == "wait" and BOTH in text:
        return _both(stream, stage, text)
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


def _both(stream: Stream, stage: Stage, text: str) -> Answer:
    """Wait and touch in one answer, as in ``2d / 4h``."""
    before, _, behind = text.partition(BOTH)
    wait, touch = read_value("wait", before.strip(), stream.clock), read_value("touch", behind.strip(), stream.clock)
    if not before.strip() or not behind.strip():
        return Answer(wrong=f"write how long it waits before {BOTH} and how long it is worked on behind, as in 2d / 4h")
    if wait.wrong or touch.wrong:
        return Answer(wrong=wait.wrong or touch.wrong)
    changes = (edit.SetValue(stage, "wait", str(wait.value)), edit.SetValue(stage, "touch", str(touch.value)))
    told = f"waits {wait.meaning} · worked on {touch.meaning}"
    return Answer(edit.Several(f"Set wait and touch of ‘{stage.name}’", changes), told)


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
    """%C/A the way it was asked for: ``80 usable, 20 sent back or repaired``."""
    good, bad = of_100(share), of_100(Share(1 - share.value))
    if share.value == 1:
        return "all 100 usable, none sent back or repaired"
    return f"{good if share.value else 'none'} usable, {bad if share.value else 'all 100'} sent back or repaired"


def _back(stream: Stream, ask: Ask, text: str) -> Answer:
    source, target = stream.stage(ask.source), stream.stage(ask.stage)
    share, cause, wrong = out_of_100("0" if text.casefold().strip(" .,") in _NO_CAUSE else text)
    if share is None:
        return Answer(wrong=wrong)
    if not share.value and cause.casefold() == EVERYWHERE:
        return _nowhere(stream)
    cause = "" if cause.casefold().strip(" .,") in _NO_CAUSE else cause
    meaning = f"{of_100(share)} of 100 go back to {target.name}, {of_100(Share(1 - share.value))} go on"
    if not share.value:
        meaning = f"nothing goes back to {target.name}"
    meaning += f", because: {cause}" if cause else ""
    loop = next((known for known in stream.rework if known.key == (source.id, target.id)), None)
    change = edit.AddLoop(source, target, share, cause) if loop is None else _changed(loop, share, cause)
    return Answer(change, meaning, doubt=_more_than_not_usable(target, share))


def _more_than_not_usable(stage: Stage, share: Share) -> str:
    """More going back than was said to be not usable: one of the two answers is not right."""
    if stage.pca is None or share.value <= 1 - stage.pca.value:
        return ""
    bad = of_100(Share(1 - stage.pca.value))
    return f"but only {bad} of 100 of ‘{stage.name}’ were said to be not usable"


def _nowhere(stream: Stream) -> Answer:
    """0 for everything that is still asked about work that comes back."""
    asks = (ask for ask in way(stream).step("rework").missing if ask.kind == "back")
    none = Share.parse("0%")
    changes = [edit.AddLoop(stream.stage(ask.source), stream.stage(ask.stage), none) for ask in asks]
    if not changes:
        return Answer(wrong="nothing is open here any more: write a number, such as 0")
    places = f"{len(changes)} stages" if len(changes) > 1 else "the stage"
    said = f"nothing goes back to {places} still open"
    return Answer(edit.Several(f"Say that {said}", tuple(changes)), f"{said}: all is repaired on the spot")


def _changed(loop: Loop, share: Share, cause: str) -> Change:
    rate = edit.SetLoopRate(loop, share)
    if not cause or cause == loop.cause:
        return rate
    return edit.Several(rate.title, (rate, edit.SetLoopCause(loop, cause)))
