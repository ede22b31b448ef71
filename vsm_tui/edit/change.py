"""What a change is, and what makes one invalid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from vsm_tui.model import Duration, Estimate, QuantityError, Share, Stage, Stream, VsmError
from vsm_tui.model.finding import for_screen
from vsm_tui.model.rules import findings
from vsm_tui.model.wording import bad_text


class EditError(VsmError):
    """A change that does not fit the stream; the message says what would be right."""


class Change(Protocol):
    """One change to a stream, as a value. The same change on the same stream gives the same stream."""

    @property
    def title(self) -> str:
        """What it does, for menus and the history: "Move ‘Review’ after ‘Test’"."""
        ...

    def apply(self, stream: Stream) -> Stream:
        """The changed stream.

        Raises:
            EditError: with what would be right.
        """
        ...


@dataclass(frozen=True, slots=True)
class Several:
    """Changes that are made and undone as one."""

    title: str
    changes: tuple[Change, ...]

    def apply(self, stream: Stream) -> Stream:
        """All of them, in order; none when one fails."""
        for change in self.changes:
            stream = change.apply(stream)
        return stream


def checked(before: Stream, after: Stream) -> Stream:
    """``after``, unless the change brought something in that no stream file may say.

    Raises:
        EditError: with everything that is wrong.
    """
    known = Counter(f.text for f in findings(before) if f.severity == "error")
    wrong = {f.text: for_screen(f, after) for f in findings(after) if f.severity == "error"}
    new = Counter(f.text for f in findings(after) if f.severity == "error") - known
    if new:
        raise EditError("; ".join(wrong[text] for text in new))
    return after


def current(stream: Stream, stage: Stage) -> Stage:
    """The stage as it is in ``stream`` now.

    Raises:
        EditError: when it is not there any more.
    """
    try:
        return stream.stage(stage.id)
    except KeyError:
        raise EditError(f"there is no stage ‘{stage.name}’ any more: choose another one") from None


def words(text: str) -> str:
    """Typed text as one line, without blanks around it.

    Raises:
        EditError: for control characters.
    """
    line = " ".join(text.split())
    if problem := bad_text(line):
        raise EditError(f"this text {problem}")
    return line


def names(values: Iterable[str]) -> tuple[str, ...]:
    """Texts of a list, each once, in their order, blank ones left out."""
    return tuple(dict.fromkeys(line for value in values if (line := words(value))))


def estimate(value: str | Estimate | Duration | None) -> Estimate | None:
    """A typed duration or range; ``None`` or "" means that nobody knows.

    Raises:
        EditError: with what would be right.
    """
    if isinstance(value, Duration):
        value = Estimate.of(value)
    try:
        if isinstance(value, str):
            value = _typed_time(value) if value.strip() else None
        if value is not None and Estimate.parse(str(value)) != value:
            raise EditError(f"{value} is finer than a file can say: round it")
    except QuantityError as error:
        raise EditError(str(error)) from None
    return value


def _typed_time(text: str) -> Estimate:
    from vsm_tui.model.spoken import whole_time  # no first frame waits for how people type

    return whole_time(text)


def share(value: str | Share | None) -> Share | None:
    """A typed percentage; ``None`` or "" means that nobody knows.

    Raises:
        EditError: with what would be right.
    """
    try:
        if isinstance(value, str):
            value = Share.parse(value) if value.strip() else None
        if value is not None and Share.parse(str(value)) != value:
            raise EditError(f"{value} is finer than a file can say: round it")
    except QuantityError as error:
        raise EditError(str(error)) from None
    return value


def quoted(text: str, limit: int = 40) -> str:
    """A name as titles show it: on one line, and cut when it is long."""
    text = " ".join(text.split())
    return f"‘{text if len(text) <= limit else text[: limit - 1] + '…'}’"
