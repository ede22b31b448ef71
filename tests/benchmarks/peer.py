"""pm4py reading the same log and making its four nearest calls; run by a Python that has pm4py.

    python peer.py LOG.csv

Prints one JSON object: seconds for reading and for the calls, and what it counted.
"""

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")

import pandas as pd  # noqa: E402
import pm4py  # noqa: E402

began = time.perf_counter()
frame = pd.read_csv(sys.argv[1])
frame["at"] = pd.to_datetime(frame["at"], utc=True, format="ISO8601")
frame = pm4py.format_dataframe(frame, case_id="item", activity_key="state", timestamp_key="at")
read = time.perf_counter() - began

began = time.perf_counter()
graph, _, _ = pm4py.discover_performance_dfg(frame)
durations = pm4py.get_all_case_durations(frame)
rework = pm4py.get_rework_cases_per_activity(frame)
variants = pm4py.get_variants(frame)
calls = time.perf_counter() - began

print(
    json.dumps(
        {
            "read": read,
            "calls": calls,
            "cases": len(durations),
            "events": len(frame),
            "edges": len(graph),
            "rework": sum(rework.values()),
            "variants": len(variants),
        }
    )
)
