"""The standard feature with an estimate round that a team held on it, for pictures."""

from __future__ import annotations

ROUND = """
rounds:
  - date: 2026-11-24
    people: 5
    values:
      - {stage: intake, value: wait, said: [2h, 4h..1d..2d, 4h..1d..2d, 1d, 1d..2d..3d], agreed: 4h..1d..2d}
      - {stage: intake, value: touch, said: [15m, 20m, 30m, 30m..1h..2h]}
      - {stage: refine, value: wait, said: [4h, 4h..1d..3d, 1d, 1d..2d..4d, 2d], agreed: 4h..1d..4d}
      - {stage: refine, value: touch, said: [1h..2h..4h, 2h, 2h..3h..4h, 3h]}
      - {stage: build, value: wait, said: [2h..4h..1d, 4h, 4h, 1d]}
      - {stage: build, value: touch, said: [1d..1.5d..3d, 1d..2d..4d, 2d, 1d..3d..5d, 3d..4d..1w]}
      - {stage: review, value: wait, said: [4h, 4h..1d..2d, 1d..2d..4d, 1d..3d..1w, 2d..1w..2w],
         agreed: 1d..3d..2w, note: "the whole range, until the log says more", dissent: half a day is enough}
      - {stage: review, value: touch, said: [30m, 30m..1h..2h, 1h..2h..4h, 2h]}
      - {stage: qa, value: wait, said: [4h, 4h..1d..2d, 2h..4h..1d, 1d..1d..3d]}
      - {stage: qa, value: touch, said: [2h, 2h..4h..1d, 3h, 4h]}
      - {stage: release, value: wait, said: [1h, 4h, 1d..3d..1w, 2d..1w..2w, 1w]}
      - {stage: release, value: touch, said: [10m, 15m..30m..2h, 30m]}
"""


def held(text: str) -> str:
    """The text of the stream file ``text`` with the round behind it, its log read from the folder of streams."""
    return text.replace("log: ", "log: streams/") + ROUND
