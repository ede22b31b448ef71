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
    Lens,
    LoopFlow,
    StageFlow,
    Verdict,
)
from vsm_tui.later import later

if TYPE_CHECKING:
    from vsm_tui.flow.comparison import Comparison, Delta, StageDelta, compare, definition_differences
    from vsm_tui.flow.convert import to_elapsed
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
            "comparison": ("Comparison", "Delta", "StageDelta", "compare", "definition_differences"),
            "convert": ("to_elapsed",),
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
    "Lens",
    "LoopFlow",
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
    "simulate_range",
    "to_elapsed",
]
