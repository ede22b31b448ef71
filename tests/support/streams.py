"""Random streams, and random files that say them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from fractions import Fraction
from typing import Any, get_args

import yaml
from hypothesis import strategies as st

from vsm_tui.files import new_text
from vsm_tui.files.outline import outline, worth_writing
from vsm_tui.model import (
    WASTES,
    Also,
    Clock,
    Columns,
    Duration,
    Estimate,
    FailureDemand,
    Loop,
    Round,
    Rule,
    Share,
    Stage,
    States,
    Stream,
    Told,
    Topic,
)
from vsm_tui.model.columns import DATES, ROLES
from vsm_tui.model.rounds import AskedField

ODD = (
    "yes",
    "12:30",
    "a: b",
    "# x",
    "[x",
    "- a",
    "1",
    "null",
    "é ☃",
    "Won't",
    'say "so"',
    "a #b",
    "x:",
    "010",
    "~",
    "{",
    "=",
    "*a",
    "&a",
    "!t",
    "%",
    "@",
    "`",
    "a, b",
    "jira:In Review",
    "0x1F",
    "1e3",
    "2026-01-01",
    "|",
    ">",
    "?",
    "...",
    "---",
    "\\n",
    "<<",
    "😀 ok",
)
letters = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Cn"], exclude_characters="\ufeff"),
    min_size=1,
    max_size=12,
)
line = st.one_of(st.sampled_from(ODD), letters).filter(lambda text: bool(text.strip()))
name = line.filter(lambda text: not text.endswith("\n"))
notes = st.one_of(st.just(""), st.lists(st.one_of(line, st.just("")), min_size=1, max_size=4).map("\n".join))
ids = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3})?", fullmatch=True).filter(lambda text: text != "finish")
durations = st.builds(
    lambda pairs: Duration(tuple((Fraction(n, d), unit) for unit, (n, d) in pairs.items())),
    st.dictionaries(
        st.sampled_from(["w", "d", "h", "m"]), st.tuples(st.integers(1, 40), st.sampled_from([1, 2, 4, 5])), max_size=2
    ),
)
plain_estimates = durations.map(Estimate.of)
ranges = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5)).map(
    lambda n: Estimate.parse(f"{n[0]}h..{n[0] + n[1]}h..{n[0] + n[1] + n[2]}h")
)
estimates = st.one_of(st.none(), plain_estimates, ranges)
shares = st.one_of(st.none(), st.integers(0, 10000).map(lambda n: Share(Fraction(n, 10000))))
clocks = st.builds(
    Clock,
    day=st.sampled_from([8 * 3600, 27000, 24 * 3600, 3601]),
    week=st.integers(1, 7),
    timezone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]),
    holidays=st.lists(st.dates(date(2000, 1, 1), date(2100, 1, 1)), max_size=3).map(tuple),
    begins=st.sampled_from([time(9, 0), time(0, 0), time(10, 30)]),
)
free = st.recursive(
    st.one_of(line, st.just(""), notes),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(line, inner, max_size=3)),
    max_leaves=6,
)


@st.composite
def stages(draw: st.DrawFn, stage_id: str) -> Stage:
    outside = draw(st.booleans()) and draw(plain_estimates)
    return Stage(
        id=stage_id,
        name=draw(name),
        wait=None if outside else draw(estimates),
        touch=None if outside else draw(estimates),
        outside=outside or None,
        pca=draw(shares),
        people=draw(st.one_of(st.none(), st.sampled_from([1.0, 0.5, 2.25, 12.0]))),
        notes=draw(notes),
        tags=tuple(draw(st.lists(st.one_of(st.sampled_from(WASTES), line), max_size=3, unique=True))),
        bursts=tuple(draw(st.lists(line, max_size=2))),
    )


@st.composite
def columns(draw: st.DrawFn) -> Columns:
    """Columns that a stream file may name: no column twice, and either one time or two."""
    roles = draw(st.lists(st.sampled_from(ROLES), max_size=5, unique=True))
    if "at" in roles or "kind" in roles:
        roles = [role for role in roles if role not in ("entered", "left")]
    names = draw(st.lists(line, min_size=len(roles), max_size=len(roles), unique_by=str.casefold))
    dates = draw(st.sampled_from(["", *DATES, "%d.%m.%Y %H:%M"]))
    found = Columns(**dict(zip(roles, names, strict=True)), dates=dates)
    return Columns() if any(found.wrong()) else found


FIELDS: tuple[AskedField, ...] = get_args(AskedField)


@st.composite
def rounds(draw: st.DrawFn, known: list[str]) -> Round:
    """A round over stages of a stream, or over such as are gone."""
    people = draw(st.integers(2, 5))
    asked = st.tuples(st.sampled_from([*known, "gone"]), st.sampled_from(FIELDS))
    said = st.lists(st.one_of(plain_estimates, ranges), min_size=1, max_size=people).map(tuple)
    words = st.one_of(st.just(""), line)
    chosen = draw(st.lists(asked, max_size=3, unique=True))
    told = tuple(Told(a, b, draw(said), draw(estimates), draw(words), draw(words)) for a, b in chosen)
    return Round(draw(st.dates(date(2000, 1, 1), date(2100, 1, 1))), people, told)


@st.composite
def streams(draw: st.DrawFn, max_stages: int = 5) -> Stream:
    known = draw(st.lists(ids, max_size=max_stages, unique=True))
    chosen = [draw(stages(stage_id)) for stage_id in known]
    states = draw(st.lists(line, max_size=12, unique=True))
    pools: list[list[str]] = [[] for _ in range(2 * len(chosen) + 4)]
    for state in states:
        pools[draw(st.integers(0, len(pools) - 1))].append(state)
    lists = [tuple(pool) for pool in pools]
    chosen = [replace(s, states=States(lists[4 + 2 * i], lists[5 + 2 * i])) for i, s in enumerate(chosen)]
    pairs = [(known[j], known[k]) for j in range(len(known)) for k in range(j + 1)]
    loops = draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True)) if pairs else []
    rates = st.one_of(st.none(), st.integers(0, 2400).map(lambda n: Share(Fraction(n, 10000))))
    causes = st.one_of(st.just(""), line)
    return Stream(
        name=draw(name),
        work_type=draw(causes),
        start=draw(causes),
        end=draw(causes),
        confirmed_by=draw(causes),
        clock=draw(st.one_of(st.just(Clock()), clocks)),
        stages=tuple(chosen),
        rework=tuple(Loop(a, b, draw(rates), draw(causes)) for a, b in loops),
        begin=Rule(draw(st.one_of(st.just(()), st.just(tuple(states[:2]))))),
        finish=Rule(lists[0]),
        also=Also(*lists[1:4]),
        failure_demand=FailureDemand(tuple(draw(st.lists(line, max_size=2))), tuple(draw(st.lists(line, max_size=2)))),
        log=tuple(draw(st.lists(line, max_size=2))),
        columns=draw(columns()),
        guesses=tuple(draw(st.lists(st.sampled_from([*known, "finish"]), max_size=2, unique=True))),
        sources=tuple(draw(st.lists(source, max_size=2))),
        experiments=tuple(draw(st.lists(st.dictionaries(line, free, min_size=1, max_size=3), max_size=2))),
        rounds=tuple(draw(st.lists(rounds(known), max_size=2))),
        parking=tuple(draw(st.lists(st.builds(Topic, line, st.booleans()), max_size=3))),
        notes=draw(notes),
    )


source = st.builds(
    lambda tool, rest: {"tool": tool, **rest},
    st.sampled_from(["jira", "git", "github"]),
    st.dictionaries(st.sampled_from(["url", "repo", "jql", "path"]), line, max_size=2),
)


@st.composite
def files(draw: st.DrawFn, stream: st.SearchStrategy[Stream] | None = None) -> str:
    """The text of a file that says a random stream, in one of many styles of writing."""
    said = draw(stream or streams())
    style = draw(st.sampled_from(["fresh", "block", "flow", "mixed", "json"]))
    plain = _strings(worth_writing(outline(said)))
    plain.update({key: _strings(outline(said)[key]) for key in ("sources", "experiments") if key in plain})
    match style:
        case "fresh":
            text = new_text(said)
        case "json":
            text = json.dumps(plain, indent=draw(st.sampled_from([None, 2])), ensure_ascii=False) + "\n"
        case _:
            flow = {"block": False, "flow": True, "mixed": None}[style]
            text = yaml.safe_dump(plain, default_flow_style=flow, allow_unicode=True, sort_keys=False, width=1000)
    if style in ("fresh", "block") and draw(st.booleans()):
        text = draw(commented(text))
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    return ("\ufeff" if draw(st.booleans()) else "") + text


@st.composite
def commented(draw: st.DrawFn, text: str) -> str:
    """Comment lines and blank lines between the top-level keys and the stages; never inside a text of many lines."""
    out = []
    for number, row in enumerate(text.split("\n")):
        if row[:1].isalpha() or row.startswith(("  - id:", "- id:")):
            match draw(st.integers(0, 5)):
                case 0:
                    out.append(f"# remark {number}")
                case 1:
                    out += ["", f"  # remark {number}"]
                case 2:
                    out += [f"# remark {number}", ""]
        out.append(row)
    return "\n".join(out)


def _strings(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _strings(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_strings(inner) for inner in value]
    return str.__str__(value) if isinstance(value, str) else value
