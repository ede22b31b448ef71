"""Every number explains itself: formula with its figures, items, exclusions, window, clock, source, findings.

It reads flows and computes nothing new. Keys are the paths of the JSON, with ids in place of positions:
``lead_time.p50``, ``stages.review.wait``, ``loops.review-build.share``.
"""

from typing import TYPE_CHECKING

from vsm_tui.later import later

if TYPE_CHECKING:
    from vsm_tui.flow.explain.explanation import Explanation, Figure, Unit, Whose, Words
    from vsm_tui.flow.explain.flags import bending, flags_of
    from vsm_tui.flow.explain.lookup import explain, keys
else:
    __getattr__ = later(
        __name__,
        {
            "explanation": ("Explanation", "Figure", "Unit", "Whose", "Words"),
            "flags": ("bending", "flags_of"),
            "lookup": ("explain", "keys"),
        },
    )

__all__ = ["Explanation", "Figure", "Unit", "Whose", "Words", "bending", "explain", "flags_of", "keys"]
