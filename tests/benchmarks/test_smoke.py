"""The benchmarks run, at a small size, and their answers agree. Times are never asserted: they describe a machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.__main__ import BENCHMARKS
from tests.benchmarks.harness import Pairs, Settings, interleaved, peer_python

NEEDS_PEER = {"whole-process", "in-memory"}


@pytest.mark.parametrize("name", BENCHMARKS)
def test_it_runs_and_its_answers_agree(name: str, tmp_path: Path) -> None:
    if name in NEEDS_PEER and peer_python() is None:
        pytest.skip("pm4py is not installed here: it is AGPL, a tool beside the benchmarks and no dependency")
    found = BENCHMARKS[name](Settings(tmp_path, events=5_000, pairs=1, stages=20))
    assert found
    assert all(ratio.value is not None and ratio.value > 0 for ratio in found)
    assert all(ratio.name in str(ratio) for ratio in found)


def test_pairs_take_turns_and_the_first_of_each_is_thrown_away() -> None:
    order: list[str] = []

    def note(name: str, value: float) -> float:
        order.append(name)
        return value

    pairs = interleaved(lambda: note("a", 6.0), lambda: note("b", 2.0), 3)
    assert "".join(order) == "ab" + "ab" + "ba" + "ab"
    assert pairs.ratio("x").value == 3.0
    assert pairs.first == [6.0] * 3


def test_the_ratio_is_the_median_of_the_pairs() -> None:
    ratio = Pairs([1.0, 2.0, 30.0], [1.0, 1.0, 1.0]).ratio("x", target=1.5)
    assert ratio.value == 2.0
    assert ratio.spread == (1.0, 30.0)
    assert "MISSED" in str(ratio)
