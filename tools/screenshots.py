"""Take the pictures in ``screenshots/``: ``python -m tools.screenshots [NAME ...] [--to FOLDER] [--size 120x40]``.

Every screen, from the shipped streams, in a headless run of the real app at three sizes: an SVG that fetches nothing,
and a PNG of it (needs the extra ``pictures``). A new screen is one more line in ``SHOTS``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import tempfile
import time
from contextlib import chdir
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tools.held_round import held
from tools.pictures import standalone
from vsm_tui.export.picture.png import png

ROOT = Path(__file__).resolve().parent.parent
_HOUR, _DAY = 3600, 86400
_ACROSS = 100
_TURNED = {"right": "down", "down": "right"}
"""In narrower terminals the map runs down: the next stage is below, the next value to the right."""
SIZES = ((80, 24), (120, 40), (200, 60))
ONE = ((120, 40),)
_BROKEN = """vsm: 1
name: Standard feature
stages:
  - id: review
    name: Code review
    wait: 2
    touch: 1h
    pca: 120%
  - id: review
    name: Review again
rework:
  - {from: review, to: develop, rate: 25%}
"""


_SOURCES = """vsm: 1
name: Checkout
start: Accepted into the backlog
end: Running in production
stages:
  - id: build
    name: Build
    wait: 4h
    touch: 2d
    states: {wait: [Ready for dev], touch: [In Progress]}
  - id: review                            # guess: confirm
    name: Code review
    wait: 1d
    touch: 1h
    states: {wait: [Ready for review]}
    tags: [waiting, hand-off, task switching]
    bursts: [Review in pairs, No change above 200 lines]
  - id: qa
    name: QA
    wait: 1d
    touch: 4h
    states: {wait: [Ready for QA], touch: [In QA]}
  - id: release
    name: Release
    wait: 4h
    touch: 30m
    states: {wait: [Ready to release]}
finish: {state: [Done]}
also: {stay: [Blocked], paused: [On ice]}
guesses: [review]
log: checkout.events.csv
parking:
  - {topic: Who owns the flaky tests?, done: true}
  - {topic: Can QA begin before review ends?}
  - {topic: Release on Fridays}
sources:
  - {tool: jira, url: "https://company.atlassian.net", project: SHOP}
  - {tool: github, repo: company/checkout}
  - {tool: jenkins, url: "https://jenkins.company.com", job: checkout/main, deployments: "deploy-*"}
"""

BEGUN = """vsm: 1
name: Newsletter feature
work_type: feature
start: Story accepted into the team's queue
end: Running in production and validated
confirmed_by: product owner
stages:
  - {id: refine, name: Refine, wait: 3d, touch: 4h}
  - {id: build, name: Build, wait: 1d..2d..4d, touch: 2d}
  - {id: review, name: Code review, wait: 2d, touch: 1h}
  - {id: pen-test, name: Penetration test, outside: 5d}
  - {id: release, name: Release}
"""
WHOLE = """vsm: 1
name: Newsletter feature
work_type: feature
start: Story accepted into the team's queue
end: Running in production and validated
confirmed_by: product owner
stages:
  - {id: refine, name: Refine, wait: 3d, touch: 4h, pca: 80%}
  - {id: build, name: Build, wait: 1d..2d..4d, touch: 2d, pca: 75%}
  - {id: review, name: Code review, wait: 2d, touch: 1h, pca: 95%}
  - {id: pen-test, name: Penetration test, outside: 5d, pca: 100%}
  - {id: release, name: Release, wait: 4d, touch: 30m, pca: 99%}
rework:
  - {from: build, to: refine, rate: 20%, cause: criteria missing}
  - {from: review, to: build, rate: 25%, cause: changes requested}
  - {from: pen-test, to: review, rate: 0%}
"""


@dataclass(frozen=True)
class Shot:
    """One screen: what is opened, which keys lead there, in which theme, at which sizes."""

    name: str
    open: str = "standard-feature.yaml"
    keys: tuple[str, ...] = ()
    theme: str = "vsm-dark"
    sizes: tuple[tuple[int, int], ...] = SIZES


_CREDENTIALS = {"JIRA_EMAIL": "team@company.example", "JIRA_API_TOKEN": "named-and-never-shown"}

SHOTS = (
    Shot("workspace", ".", ("j",)),
    Shot("workspace-empty", "empty"),
    Shot("map"),
    Shot("map-light", theme="vsm-light", sizes=ONE),
    Shot("map-estimate", keys=("m",), sizes=ONE),
    Shot("map-measured", keys=("m", "m"), sizes=ONE),
    Shot("map-edit", keys=("right", "right", "right", "down", "e", *"1d..3d..5d"), sizes=ONE),
    Shot("map-rework", "payments-bugfix.yaml", sizes=ONE),
    Shot("map-release-train", "release-train.yaml", sizes=ONE),
    Shot("map-new-work", "forecast-model.yaml", sizes=ONE),
    Shot("map-nights", keys=("C",), sizes=ONE),
    Shot("map-total", keys=(*("end",), "down", *("right",) * 2), sizes=ONE),
    Shot("projector", keys=("f7", "L")),
    Shot("projector-light", keys=("L",), theme="vsm-light", sizes=ONE),
    Shot("focus", "checkout.yaml", keys=("right", "Z")),
    Shot("spotlight", keys=("J",)),
    Shot("spotlight-light", keys=("J",), theme="vsm-light", sizes=ONE),
    Shot("wastes", "checkout.yaml", keys=("right", "t"), sizes=ONE),
    Shot("parking", "checkout.yaml", keys=("M",), sizes=ONE),
    Shot("why", "release-train.yaml", keys=("W",)),
    Shot("why-plots", "release-train.yaml", keys=("W", "end")),
    Shot("why-light", "release-train.yaml", keys=("W",), theme="vsm-light", sizes=ONE),
    Shot("why-estimate", keys=("m", "W"), sizes=ONE),
    Shot("period", keys=("T",), sizes=ONE),
    Shot("map-period", keys=("T", *"last 4 weeks", "enter"), sizes=ONE),
    Shot("items", keys=("right", "right", "right", "i")),
    Shot("items-overdue", keys=(*("right",) * 3, "i", "f", "f", "f"), sizes=ONE),
    Shot("compare", keys=("v",)),
    Shot("compare-periods", keys=("v", "T", "enter")),
    Shot("explain", keys=("right", "right", "right", "down", "question_mark")),
    Shot("explain-item", keys=("right", "right", "right", "i", "right", "right", "question_mark"), sizes=ONE),
    Shot("data", keys=("d",)),
    Shot("data-sources", "checkout.yaml", keys=("d",)),
    Shot("data-plan", "checkout.yaml", keys=("d", "shift+tab", "enter")),
    Shot("data-add", "checkout.yaml", keys=("d", "a"), sizes=ONE),
    Shot("data-form", "checkout.yaml", keys=("d", "a", "enter"), sizes=ONE),
    Shot("data-light", "checkout.yaml", keys=("d",), theme="vsm-light", sizes=ONE),
    Shot("data-findings", "forecast-model.yaml", keys=("d", "tab"), sizes=ONE),
    Shot("guide", "begun.yaml", keys=("Q", *"4d")),
    Shot("guide-stages", "begun.yaml", keys=("Q", *("pageup",) * 2, "pagedown")),
    Shot("guide-quality", "begun.yaml", keys=("Q", "pagedown", *"80"), sizes=ONE),
    Shot("guide-rework", "whole.yaml", keys=("Q", *("pageup",) * 3), sizes=ONE),
    Shot("guide-improve", "whole.yaml", keys=("Q",)),
    Shot("guide-light", "begun.yaml", keys=("Q", *"4d"), theme="vsm-light", sizes=ONE),
    Shot("scope", keys=("s",)),
    Shot("help", keys=("f1",)),
    Shot("round", "held.yaml", keys=("R",)),
    Shot("round-light", "held.yaml", keys=("R",), theme="vsm-light", sizes=ONE),
    Shot("round-people", keys=("R", "n", "enter", *"4h", "ctrl+n", "enter", *"1d", "ctrl+n"), sizes=ONE),
    Shot("round-sheet", keys=("R", "n", "enter", *"4h..1d..2d", "enter", *"30m", "down", *"2h")),
    Shot("round-agree", "held.yaml", keys=("R", "e"), sizes=ONE),
    Shot("palette", keys=("ctrl+p", *"loop")),
    Shot("problems", "broken.yaml"),
)


def workspace(folder: Path) -> None:
    """A copy of the shipped streams, an empty folder, and a stream file with mistakes outside the workspace."""
    shutil.copytree(ROOT / "streams", folder / "streams")
    (folder / "empty").mkdir()
    (folder / "broken.yaml").write_text(_BROKEN, encoding="utf-8")
    text = (ROOT / "streams" / "standard-feature.yaml").read_text(encoding="utf-8")
    (folder / "held.yaml").write_text(held(text), encoding="utf-8")
    (folder / "begun.yaml").write_text(BEGUN, encoding="utf-8")
    (folder / "whole.yaml").write_text(WHOLE, encoding="utf-8")
    (folder / "checkout.yaml").write_text(_SOURCES, encoding="utf-8")
    _pulled(folder / "checkout.events.csv")
    for path in folder.rglob("*"):
        ago = time.time() - (2 * _DAY + 60 if path.suffix == ".yaml" else 3 * _HOUR + 60)
        os.utime(path, (ago, ago))


def _pulled(log: Path) -> None:
    """The states of a shipped log as three tools would tell them, with what a pull says beside it."""
    states = {"In Review": "github:review_requested", "Releasing": "deploy:running"}
    rows = (ROOT / "streams" / "standard-feature.events.csv").read_text(encoding="utf-8").splitlines()
    place = rows[0].split(",").index("state")
    said = []
    for row in rows[1:]:
        cells = row.split(",")
        cells[place] = states.get(cells[place], f"jira:{cells[place]}")
        said.append(",".join(cells))
    log.write_text("\n".join([rows[0], *said]) + "\n", encoding="utf-8")
    at = (datetime.now(UTC) - timedelta(hours=3, minutes=1)).isoformat()
    sources = [{"name": n, "tool": n, "pulled": at, "complete": n != "jenkins"} for n in ("jira", "github", "jenkins")]
    text = json.dumps({"schema": "vsm.log.v1", "pulled": at, "sha256": [], "sources": sources})
    log.with_name(log.name + ".about.json").write_text(text, encoding="utf-8")


def opened(shot: Shot) -> Path:
    """What the shot opens, as somebody standing in the copy would say it."""
    inside = Path("streams") / shot.open
    return inside if inside.exists() else Path(shot.open)


async def taken(shot: Shot, size: tuple[int, int]) -> str:
    """The screen as a picture, once everything that works in the background is done."""
    from vsm_tui.tui.app import VsmApp

    app = VsmApp(opened(shot))
    app.theme = shot.theme
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        await settled(app, pilot)
        for key in shot.keys:
            await pilot.press(_TURNED.get(key, key) if size[0] < _ACROSS else key)
        await settled(app, pilot)
        return standalone(app.export_screenshot(title="vsm"))


async def settled(app: object, pilot: object) -> None:
    """Wait until no thread works and the screen is painted; a worker may be waiting for an answer in a dialog."""
    from textual.app import App
    from textual.pilot import Pilot

    from vsm_tui.tui.work import running

    if not isinstance(app, App) or not isinstance(pilot, Pilot):
        raise TypeError(app)
    for _ in range(3):
        await pilot.pause()
        while running():
            await pilot.pause(0.02)
        await pilot.pause(0.05)


def take(names: list[str], sizes: list[tuple[int, int]], to: Path) -> list[Path]:
    """Take the named shots, or all; returns the SVG files."""
    found = []
    for shot in SHOTS:
        if names and shot.name not in names:
            continue
        for size in sizes or shot.sizes:
            with tempfile.TemporaryDirectory() as scratch, chdir(scratch):
                os.environ |= {"VSM_HOME": str(Path(scratch, "home")), **_CREDENTIALS}
                workspace(Path(scratch))
                svg = asyncio.run(taken(shot, size))
                if scratch in svg:
                    raise RuntimeError(f"{shot.name} shows where it was taken: {scratch}")
            path = to / f"{shot.name}-{size[0]}x{size[1]}.svg"
            path.write_text(svg, encoding="utf-8")
            path.with_suffix(".png").write_bytes(png(svg))
            found.append(path)
            print(path.name, flush=True)
    return found


def _size(text: str) -> tuple[int, int]:
    wide, _, high = text.partition("x")
    return int(wide), int(high)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(shot.name for shot in SHOTS))
    parser.add_argument("--to", type=Path, default=ROOT / "screenshots")
    parser.add_argument("--size", type=_size, action="append", help="as in 120x40; by default those of the shot")
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    take(given.names, given.size or [], given.to.resolve())


if __name__ == "__main__":
    main()
