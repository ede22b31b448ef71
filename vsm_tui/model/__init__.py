"""What a stream is: frozen dataclasses on the standard library alone."""

from vsm_tui.model.clock import Clock, ClockName
from vsm_tui.model.columns import Columns
from vsm_tui.model.problem import ConflictError, InputError, Problem, SourceError, VsmError
from vsm_tui.model.quantity import Duration, Estimate, QuantityError, Share
from vsm_tui.model.rounds import Asked, AskedField, Round, Told, asked_of
from vsm_tui.model.stream import ALSO, FINISH, Also, FailureDemand, Loop, Rule, Stage, States, Stream, slug
from vsm_tui.model.wastes import WASTES, Topic

__all__ = [
    "ALSO",
    "FINISH",
    "WASTES",
    "Also",
    "Asked",
    "AskedField",
    "Clock",
    "ClockName",
    "Columns",
    "ConflictError",
    "Duration",
    "Estimate",
    "FailureDemand",
    "InputError",
    "Loop",
    "Problem",
    "QuantityError",
    "Round",
    "Rule",
    "Share",
    "SourceError",
    "Stage",
    "States",
    "Stream",
    "Told",
    "Topic",
    "VsmError",
    "asked_of",
    "slug",
]
