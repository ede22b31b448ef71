"""Write the event logs of the shipped streams: ``python -m tools.generate_streams [FOLDER]``.

Seeded: the same bytes every run, on every machine.
"""

from __future__ import annotations

import csv
import io
import sys
from datetime import date
from pathlib import Path

from tools.team import Spell, Step, Team, events

BANK_HOLIDAYS_BERLIN = (
    date(2025, 10, 3), date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1),
    date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 25),
)  # fmt: skip

STANDARD_FEATURE = Team(
    key="SHOP", first_number=412, zone="Europe/Berlin", seed=20260302,
    start=date(2025, 9, 1), end=date(2026, 6, 19), per_week=7.0, holidays=BANK_HOLIDAYS_BERLIN,
    types=(("Story", 0.62), ("Task", 0.18), ("Bug", 0.20)),
    labels=(("checkout", 3), ("search", 2), ("accounts", 2), ("mobile", 1.5), ("hotfix", 0.4)),
    steps=(
        Step("To Do", "Triage", 5, 0.5),
        Step("Ready to refine", "Refining", 4, 1.5, skipped_by=("Bug",)),
        Step("Ready for dev", "In Progress", 3, 7, doing_spread=0.7),
        Step("Ready for review", "In Review", 17, 1.1, back=(("Ready for dev", 0.24),), drift=0.7, wait_spread=0.7),
        Step("Ready for QA", "In QA", 4, 2.5, back=(("Ready for dev", 0.13),)),
        Step("Ready to release", "Releasing", 4, 0.4),
    ),
    spells=(Spell("Blocked", 0.025, 10), Spell("On ice", 0.012, 36, 0.4), Spell("Needs info", 0.02, 4)),
    reopened=("Ready for dev", 0.03),
)  # fmt: skip

FORECAST_MODEL = Team(
    key="FCM", first_number=3, zone="Europe/London", seed=11,
    start=date(2026, 2, 23), end=date(2026, 6, 26), per_week=1.3, batch=0.1,
    holidays=(date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25)),
    types=(("Model", 0.7), ("Retrain", 0.3)),
    labels=(("demand", 2), ("pricing", 1), ("churn", 1)),
    steps=(
        Step("Requested", "Framing", 14, 5),
        Step("Waiting for data access", "Preparing data", 22, 14, doing_spread=0.5),
        Step("Ready to train", "Training", 3, 12, back=(("Waiting for data access", 0.22),)),
        Step("Evaluation queued", "Evaluating", 6, 5, back=(("Ready to train", 0.32),)),
        Step("With risk office", "", 44, 0, wait_spread=0.5),
        Step("Ready to deploy", "Deploying", 7, 3),
    ),
    cancelled=("Dropped", 0.06), done="Live",
)  # fmt: skip

PAYMENTS_BUGFIX = Team(
    key="PAY", first_number=2088, zone="America/New_York", seed=77,
    start=date(2026, 3, 9), end=date(2026, 6, 26), per_week=7.0, batch=0.05,
    holidays=(date(2026, 5, 25), date(2026, 6, 19)),
    types=(("Bug", 0.8), ("Incident follow-up", 0.2)),
    labels=(("cards", 3), ("payouts", 2), ("ledger", 2), ("regression", 2.5), ("escaped", 1)),
    steps=(
        Step("Open", "Triaging", 6, 0.4),
        Step("Triaged", "Reproducing", 9, 2.0, wait_spread=0.8),
        Step("Reproduced", "Fixing", 4, 3.5, back=(("Triaged", 0.16),), commit="git:committed"),
        Step("Review requested", "Reviewing", 6, 0.7, back=(("Reproduced", 0.21),)),
        Step("Ready to verify", "Verifying", 13, 1.2, back=(("Reproduced", 0.28), ("Triaged", 0.06)), wait_spread=0.7),
        Step("deploy:queued", "deploy:running", 5, 0.3, fails=("deploy:failed", 0.12), over="deploy:deployed"),
    ),
    spells=(Spell("Waiting for customer", 0.05, 12), Spell("Blocked", 0.03, 9)),
    reopened=("Triaged", 0.17), done="Closed", cancelled=("Not a bug", 0.05),
)  # fmt: skip

RELEASE_TRAIN = Team(
    key="CORE", first_number=901, zone="Asia/Kolkata", seed=5,
    start=date(2026, 3, 2), end=date(2026, 6, 26), per_week=6.0, batch=0.5,
    holidays=(date(2026, 3, 3), date(2026, 4, 3), date(2026, 5, 1)),
    types=(("Change", 0.75), ("Defect", 0.17), ("Upgrade", 0.08)),
    labels=(("core-banking", 2), ("statements", 2), ("regulatory", 1), ("batch", 1)),
    steps=(
        Step("Accepted", "Analysis", 5, 3),
        Step("Dev queue", "Development", 4, 9, doing_spread=0.7),
        Step("Peer review", "Reviewing", 5, 0.8, back=(("Dev queue", 0.15),)),
        Step("SIT queue", "SIT", 5, 5, back=(("Dev queue", 0.17),)),
        Step("Awaiting CAB", "CAB review", 7, 0.5),
        Step("Scheduled", "Deploying", 2, 0.6, only_fortnightly=True),
    ),
    spells=(Spell("Blocked", 0.03, 10), Spell("Environment down", 0.03, 6)),
    cancelled=("Withdrawn", 0.05), done="In production",
)  # fmt: skip

TEAMS = {
    "standard-feature": STANDARD_FEATURE,
    "forecast-model": FORECAST_MODEL,
    "payments-bugfix": PAYMENTS_BUGFIX,
    "release-train": RELEASE_TRAIN,
}


def log_text(team: Team) -> str:
    """The team's log as CSV, rows in time order, ``\\n`` at line ends."""
    calendar, found = events(team)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["item", "at", "state", "type", "labels"])
    writer.writerows([e.item, calendar.stamp(e.minute), e.state, e.type, e.labels] for e in found)
    return out.getvalue()


def main(folder: Path) -> None:
    """Write every log into ``folder``."""
    for name, team in TEAMS.items():
        (folder / f"{name}.events.csv").write_text(log_text(team), encoding="utf-8", newline="")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "streams")
