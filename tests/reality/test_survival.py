"""How long work takes with what is still open counted, on real logs, against scipy's estimate from the items alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from vsm_tui.measure import load, measure
from vsm_tui.measure.drafting.draft import draft


@pytest.mark.parametrize("name", ["eventlogs/helpdesk.xes.gz", "eventlogs/receipt_coselog.xes.gz"])
def test_the_median_with_open_items_counted(reality: Path, name: str) -> None:
    log = load([reality / name], "UTC")
    stream = draft(log, "real")
    whole = measure(stream, log)
    assert whole.flow.observed is not None
    window = whole.flow.observed.window
    middle = window.start + (window.end - window.start) / 2
    found = measure(stream, log, now=middle)  # half way many are open
    rows = found.items()
    done = np.array([row.lead for row in rows if row.status == "finished"])
    still = np.array([row.lead for row in rows if row.status == "open"])
    assert not [row for row in rows if row.status == "cancelled"]
    assert min(done.size, still.size) > 10
    oracle = stats.ecdf(stats.CensoredData(uncensored=done, right=still)).sf
    times = np.sort(done)
    reached = times[oracle.evaluate(times) <= 0.5 + 1e-12]
    assert found.flow.lead_time.censored_p50 == (pytest.approx(reached[0]) if reached.size else None)
    assert (found.flow.lead_time.censored_p50 or np.inf) >= (found.flow.lead_time.p50 or 0)
    assert found.flow.observed is not None
    assert found.flow.observed.aging is not None
    assert found.flow.observed.aging.mean == pytest.approx(still.mean())
