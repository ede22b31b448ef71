"""A log in order, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vsm_tui.events.log import Finding
from vsm_tui.measure.log.about import Together
from vsm_tui.measure.log.details import Details, Files
from vsm_tui.measure.log.join import Joined, ordered
from vsm_tui.measure.log.splits import splits
from vsm_tui.model import Problem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(slots=True)
class Log:
    """A log as columns of equal length, ordered by ``(item, at, file order)``: for ties the file's order decides.

    ``item`` are int32 codes 0..n-1 that never decrease, ``at`` int64 microseconds since 1970 UTC, ``state`` int32
    codes into ``states``, ``split`` uint8 :class:`~vsm_tui.events.log.Split`. ``aliases`` gives a state's other names,
    ``categories`` the tracker's own category of it. ``rejected`` are the first wrong rows, each with file and line;
    ``rejected_count`` is how many there were. ``findings`` say what had to be assumed. ``rows`` is how many events were
    read, ``ends`` the times of the first and the last of them (µs UTC).
    """

    item: npt.NDArray[np.int32]
    at: npt.NDArray[np.int64]
    state: npt.NDArray[np.int32]
    split: npt.NDArray[np.uint8]
    states: tuple[str, ...]
    aliases: dict[str, tuple[str, ...]]
    categories: dict[str, str]
    rejected: list[Problem]
    rejected_count: int
    findings: list[Finding]
    sources: tuple[str, ...]
    rows: int
    item_count: int
    details: Details
    ends: tuple[int, int] = (0, 0)

    @property
    def notes(self) -> list[str]:
        """The findings in words."""
        return [finding.text for finding in self.findings]

    @property
    def items(self) -> Sequence[str]:
        """Item code → name."""
        return self.details.column("item")

    @property
    def type(self) -> Sequence[str]:
        """Item code → its latest type, or an empty array where the log has no such column."""
        return self.details.column("type")

    @property
    def labels(self) -> Sequence[str]:
        """Item code → its latest labels, joined with ``;``, or an empty array."""
        return self.details.column("labels")

    @property
    def ref(self) -> Sequence[str]:
        """Item code → where to look it up, or an empty array."""
        return self.details.column("ref")

    @property
    def outcome(self) -> Sequence[str]:
        """Item code → its latest outcome, or an empty array."""
        return self.details.column("outcome")


def assemble(files: Files, told: Together, rows: Joined, bucket: tuple[int, int] | None) -> Log:
    """Rows of all sources as one log in order."""
    found = ordered(rows)
    columns, hashes = found.columns, found.hashes
    count = int(columns["at"].size)
    ends = (int(columns["at"].min()), int(columns["at"].max())) if count else (0, 0)
    split = splits(columns)
    return Log(
        columns["item"], columns["at"], columns["state"], split, rows.states,
        told.aliases, told.categories, told.rejected, told.rejected_count,
        told.findings, told.sources, count, int(hashes.size), Details(files, hashes, bucket, found.known), ends,
    )  # fmt: skip
