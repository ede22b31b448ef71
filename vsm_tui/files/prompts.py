"""The comments of a new file that say what could stand there; what is written then takes their place."""

from __future__ import annotations

PROMPTS = {
    "work_type": "# work_type: feature",
    "start": "# start: what has happened when an item begins",
    "end": "# end: what has happened when an item is done",
    "confirmed_by": "# confirmed_by: who says so, a role such as product owner",
    "rework": "# rework:                          # what comes back, and how often\n"
    "#   - {from: …, to: …, rate: …%, cause: …}",
    "begin": "# begin: {state: To Do}            # the start point as a rule on events",
    "finish": "# finish: {state: [Done, Closed]}  # the end point; needed before anything is measured",
    "also": "# also: {stay: [Blocked], paused: [On ice], cancelled: [Rejected]}",
    "failure_demand": "# failure_demand: {types: [Bug, Incident], labels: [hotfix]}",
    "log": "# log: NAME.events.csv",
    "sources": "# sources:\n#   - {tool: github, repo: owner/name}",
}
"""By key: whole lines that begin in the first column."""
