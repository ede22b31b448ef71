"""The smallest edit of a text that makes it say another stream.

The old stream and the new one are laid out as plain values; wherever they differ, the characters of that one value
are replaced, at the marks YAML gives its nodes. Comments, order, blank lines, quotes and line ends are not touched
because nothing but the difference is. The result is read back and compared before anybody may write it.
"""

from __future__ import annotations

from dataclasses import replace

import yaml

from vsm_tui.files.nodes import BOM
from vsm_tui.files.outline import Plain, outline, plain
from vsm_tui.files.parse import examine
from vsm_tui.files.place import CannotSpliceError, Edit, Source, apply
from vsm_tui.files.reconcile import Splicer
from vsm_tui.model import InputError, Problem, Stream
from vsm_tui.model.rules import findings


def splice(text: str, stream: Stream) -> str:
    """Edit ``text`` as little as possible so that it says ``stream``.

    Raises:
        InputError: when ``text`` is no stream file, or ``stream`` is none that a file could hold.
    """
    bom = BOM if text.startswith(BOM) else ""
    text = text.removeprefix(BOM)
    wanted = normal(stream)
    current, problems, root = examine(text, "")
    if current is None:
        raise InputError(problems)
    if current == wanted:
        return bom + text
    if wrong := [Problem(f.text) for f in findings(wanted) if f.severity == "error"]:
        raise InputError(wrong)
    old, new = outline(current), outline(wanted)
    for attempt in (_smallest, _sections):
        try:
            result = attempt(text, root, old, new)
        except CannotSpliceError:
            continue
        for ending in ("", Source(text).eol):  # a block text at the very end may need the line end it lacks
            if _says(result + ending, wanted):
                return bom + result + ending
    raise InputError("this change cannot be written into the file, so nothing was; please report this as a fault")


def normal(stream: Stream) -> Stream:
    """The stream as a file gives it back: everything in sources and experiments is text."""
    return replace(
        stream,
        sources=tuple(plain(source) for source in stream.sources),
        experiments=tuple(plain(experiment) for experiment in stream.experiments),
    )


def _smallest(text: str, root: yaml.MappingNode, old: Plain, new: Plain) -> str:
    splicer = Splicer(Source(text), root, confirmed=set(old["guesses"]) - set(new["guesses"]))
    return apply(text, splicer.edits(old, new))


def _sections(text: str, root: yaml.MappingNode, old: Plain, new: Plain) -> str:
    """Write every section that differs anew; all others stay as they are."""
    splicer = Splicer(Source(text), root, confirmed=set())
    return apply(text, splicer.section_edits(old, new))


def _says(text: str, wanted: Stream) -> bool:
    try:
        found, _, _ = examine(text, "")
    except InputError:
        return False
    return found == wanted


__all__ = ["Edit", "normal", "splice"]
