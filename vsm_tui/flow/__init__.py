"""The flow shape and the mathematics of an estimated stream."""

from typing import TYPE_CHECKING

from vsm_tui.flow.expected import expected
from vsm_tui.flow.shape import (
    Bounded,
    Cause,
    Confidence,
    Constraint,
    Evidence,
    Flow,
    Gap,
    Interval,
    Layer,
    LeadTime,
    Leaving,
    Lens,
    LoopFlow,
    StageFlow,
    Verdict,
)
from vsm_tui.later import later

if TYPE_CHECKING:
    from vsm_tui.flow.comparison import Comparison, Coverage, Delta, StageDelta, compare, definition_differences
    from vsm_tui.flow.convert import to_elapsed
    from vsm_tui.flow.difference import MixedClocksError, same_clock
    from vsm_tui.flow.observed import (
        Aged,
        Aging,
        Condition,
        Cumulative,
        Dora,
        Exclusion,
        FailureDemand,
        Flag,
        Items,
        Observed,
        Unmapped,
        Warn,
        Window,
    )
    from vsm_tui.flow.ranges import Range80, simulate_range
else:
    __getattr__ = later(
        __name__,
        {
            "comparison": ("Comparison", "Coverage", "Delta", "StageDelta", "compare", "definition_differences"),
            "convert": ("to_elapsed",),
            "difference": ("MixedClocksError", "same_clock"),
            "observed": (
                "Aged",
                "Aging",
                "Condition",
                "Cumulative",
                "Dora",
                "Exclusion",
                "FailureDemand",
                "Flag",
                "Items",
                "Observed",
                "Unmapped",
                "Warn",
                "Window",
            ),
            "ranges": ("Range80", "simulate_range"),
        },
    )

__all__ = [
    "Aged",
    "Aging",
    "Bounded",
    "Cause",
    "Comparison",
    "Condition",
    "Confidence",
    "Constraint",
    "Coverage",
    "Cumulative",
    "Delta",
    "Dora",
    "Evidence",
    "Exclusion",
    "FailureDemand",
    "Flag",
    "Flow",
    "Gap",
    "Interval",
    "Items",
    "Layer",
    "LeadTime",
    "Leaving",
    "Lens",
    "LoopFlow",
    "MixedClocksError",
    "Observed",
    "Range80",
    "StageDelta",
    "StageFlow",
    "Unmapped",
    "Verdict",
    "Warn",
    "Window",
    "compare",
    "definition_differences",
    "expected",
    "same_clock",
    "simulate_range",
    "to_elapsed",
]
