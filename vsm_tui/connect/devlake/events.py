"""Rows of DevLake's domain layer → issues with their states, pull requests, builds and deployments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from vsm_tui.connect.devlake.tables import TABLES
from vsm_tui.events import EventLog, Finding, clean
from vsm_tui.events.builds import Build, Outcome, add_builds, commit_key, item_of
from vsm_tui.events.log import Split
from vsm_tui.events.times import instant, zone_of
from vsm_tui.model.wording import counted

Row = dict[str, Any]
_TOOLS = {"azuredevops": "azure", "azuredevops_go": "azure"}
_REVIEWS = {"APPROVED": "approved", "CHANGES_REQUESTED": "changes_requested"}
_CATEGORIES = {"TODO": "new", "IN_PROGRESS": "indeterminate", "DONE": "done"}
_OUTCOMES: dict[str, Outcome] = {"SUCCESS": "passed", "FAILURE": "failed"}


@dataclass(slots=True)
class Lake:
    """All rows that were kept, by table and key, as they were told last."""

    tables: dict[str, dict[tuple[Any, ...], Row]] = field(default_factory=lambda: defaultdict(dict))

    def rows(self, name: str) -> Iterable[Row]:
        """The rows of a table."""
        return self.tables[name].values()

    def by(self, name: str, column: str) -> Mapping[Any, list[Row]]:
        """The rows of a table by a column."""
        found: dict[Any, list[Row]] = defaultdict(list)
        for row in self.rows(name):
            found[row[column]].append(row)
        return found


def lake_of(bodies: Iterable[Any]) -> Lake:
    """The rows in kept pages, oldest page first."""
    lake = Lake()
    columns = {table.name: kept_columns(table.name) for table in TABLES}
    for body in bodies:
        if "table" not in body:
            continue
        name = body["table"]
        for values in body["rows"]:
            row = dict(zip(columns[name], values, strict=True))
            key = (row["id"],) if "id" in row and name != "cicd_deployment_commits" else tuple(map(str, values))
            lake.tables[name][key] = row
    return lake


def kept_columns(name: str) -> tuple[str, ...]:
    """What the values of a kept row are: titles and branches are kept as the keys in them, the address of a pull
    request as what it is called.
    """
    table = next(table for table in TABLES if table.name == name)
    if name == "pull_requests":
        renamed = {"title": "keys", "url": "item", "head_ref": "", "pull_request_key": ""}
        return tuple(new for column in table.columns if (new := renamed.get(column, column)))
    own = tuple("keys" if column == "branch" else column for column in table.columns)
    return own + {"pull_request_comments": ("by",), "commits_diffs": ("cicd_deployment_id",)}.get(name, ())


def log_of(lake: Lake, zone: str) -> EventLog:
    """The events; times without an offset are read in ``zone``."""
    log, where = EventLog(), zone_of(zone)
    _add_issues(log, lake, where)
    _add_pulls(log, lake, where)
    add_builds(log, [*_pipelines(lake, where), *_deployments(lake, where)])
    return log


def tool_of(known: str) -> str:
    """The tool a domain id comes from: ``jira`` of ``jira:JiraIssue:1:10001``."""
    name = known.partition(":")[0]
    return _TOOLS.get(name, clean(name, 40))


def _add_issues(log: EventLog, lake: Lake, zone: tzinfo) -> None:
    changes = lake.by("issue_changelogs", "issue_id")
    issues = list(lake.rows("issues"))
    known = {row["id"] for row in issues}
    issues += [{**row, "issue_key": row["incident_key"], "type": "INCIDENT", "original_type": ""}
               for row in lake.rows("incidents") if row["id"] not in known]  # fmt: skip
    bare, other = 0, 0
    for issue in issues:
        prefix = tool_of(issue["id"]) + ":"
        told = ((_at(row["created_date"], zone), row) for row in changes.get(issue["id"], ()))
        history = sorted(((at, row) for at, row in told if at is not None), key=lambda pair: pair[0])
        created, now = _at(issue["created_date"], zone), clean(str(issue["original_status"] or issue["status"] or ""))
        log.categories |= _categories(prefix, issue, [row for _, row in history])
        bare += not history and issue["status"] == "DONE"
        other += bool(history) and clean(str(history[-1][1]["original_to_value"] or "")) != now
        states = [(at, clean(str(row["original_to_value"] or ""))) for at, row in history]
        if created is not None:
            first = clean(str(history[0][1]["original_from_value"] or "")) if history else now
            states.insert(0, (min([created, *(at for at, _ in states)]), first))
        labels = str(issue["type"] or "") if issue["type"] != issue["original_type"] and issue["original_type"] else ""
        for at, state in states:
            if state:
                _row(log, clean(str(issue["issue_key"] or issue["id"])), at, prefix + state,
                     type=clean(str(issue["original_type"] or issue["type"] or "")), labels=clean(labels))  # fmt: skip
    said = (
        ("no-history", bare, "done issues have no history: when they were what is not known"),
        ("status-mismatch", other, "issues have another status than their last change says"),
    )
    log.findings += [Finding(code, f"{n} of {counted(len(issues), 'issue')}: {text}", n) for code, n, text in said if n]


def _categories(prefix: str, issue: Row, history: Iterable[Row]) -> dict[str, str]:
    pairs = [(issue["original_status"], issue["status"])]
    for row in history:
        pairs += [(row["original_from_value"], row["from_value"]), (row["original_to_value"], row["to_value"])]
    known = ((prefix + clean(str(name)), _CATEGORIES.get(str(kind), "")) for name, kind in pairs if name)
    return {state: category for state, category in known if category}


def _add_pulls(log: EventLog, lake: Lake, zone: tzinfo) -> None:
    commits, comments = (
        lake.by("pull_request_commits", "pull_request_id"),
        lake.by("pull_request_comments", "pull_request_id"),
    )
    issues = lake.by("pull_request_issues", "pull_request_id")
    for pull in lake.rows("pull_requests"):
        item, tool = pull["item"], tool_of(pull["id"])
        prefix = "azure-pr:" if tool == "azure" else tool + ":"
        shas = [
            pull["head_commit_sha"],
            pull["merge_commit_sha"],
            *(row["commit_sha"] for row in commits.get(pull["id"], ())),
        ]
        log.commits |= {key: item for sha in shas if sha and (key := commit_key(str(sha)))}
        linked = [clean(str(row["issue_key"])) for row in issues.get(pull["id"], ()) if row["issue_key"]]
        keys = ";".join(dict.fromkeys([*linked, *pull["keys"]]))
        states = [(pull["created_date"], "opened"), (pull["merged_date"], "merged")]
        states += [] if pull["merged_date"] else [(pull["closed_date"], "closed")]
        states += [(row["created_date"], _REVIEWS.get(str(row["status"]), "commented"))
                   for row in comments.get(pull["id"], ()) if not row["by"]]  # fmt: skip
        dated = [(at, state) for value, state in states if (at := _at(value, zone)) is not None]
        for at, state in sorted(dated, key=lambda pair: pair[0]):
            _row(log, item, at, prefix + state, keys=keys)


def _row(log: EventLog, item: str, at: int, state: str, **more: str) -> None:
    log.item.append(item)
    log.at.append(at)
    log.state.append(state)
    log.split.append(int(Split.MAPPED))
    for name in ("type", "labels", "keys"):
        getattr(log, name).append(more.get(name, ""))
    if "keys" not in more:
        log.tickets.add(item)


def _pipelines(lake: Lake, zone: tzinfo) -> Iterator[Build]:
    """Pipelines with their tasks as runs; those that are deployments are told as such."""
    deployed = {row["cicd_deployment_id"] for row in lake.rows("cicd_deployment_commits")}
    tasks, commits = lake.by("cicd_tasks", "pipeline_id"), lake.by("cicd_pipeline_commits", "pipeline_id")
    for row in lake.rows("cicd_pipelines"):
        if row["id"] in deployed:
            continue
        own = commits.get(row["id"], [])
        keys = [key for one in own for key in (*one["keys"], commit_key(str(one["commit_sha"])))]
        yield _build(row, tasks.get(row["id"], ()), own, keys, zone)


def _deployments(lake: Lake, zone: tzinfo) -> Iterator[Build]:
    """Deployments to production with all the commits they brought."""
    tasks, brought = lake.by("cicd_tasks", "pipeline_id"), lake.by("commits_diffs", "cicd_deployment_id")
    for known, rows in lake.by("cicd_deployment_commits", "cicd_deployment_id").items():
        shas = [row["commit_sha"] for row in (*rows, *brought.get(known, ()))]
        yield _build(rows[0], tasks.get(known, ()), rows, map(commit_key, map(str, shas)), zone, "deploy")


def _build(
    row: Row, tasks: Iterable[Row], commits: list[Row], keys: Iterable[str], zone: tzinfo, kind: Any = "ci"
) -> Build:
    over = row["status"] == "DONE"
    started, finished = _at(row["started_date"], zone), _at(row["finished_date"], zone)
    ended = finished if over else None
    ran = [
        (at, _at(task["finished_date"], zone)) for task in tasks if (at := _at(task["started_date"], zone)) is not None
    ]
    runs = ran or ([(started, ended)] if started is not None else [])
    outcome: Outcome = _OUTCOMES.get(str(row["result"]), "") if ended is not None else ""
    first = commits[0] if commits else {"commit_sha": "", "repo_url": ""}
    name = clean(str(row["name"] or row["id"]))
    item = item_of(first["repo_url"] or name, str(first["commit_sha"] or ""), str(row["id"]).rpartition(":")[2])
    return Build(item, _at(row["queued_date"], zone), runs, ended, outcome, tuple(filter(None, keys)), name, kind)


def _at(value: Any, zone: tzinfo) -> int | None:
    if not isinstance(value, str):
        return None
    try:
        return instant(value, zone)[0]
    except ValueError:
        return None
