"""Pulling from Jira against Atlassian's own description of its interface, and with answers of real servers."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.jira_server import FakeJira, board, tickets
from tests.support.pulling import Heard, jira_source, nobody, stream
from tests.support.server import Asked, Reply, serving
from vsm_tui.connect.pull import pull
from vsm_tui.events.formats.jira import read_jira

ROOT = Path(os.environ.get("VSM_REALITY_DATA", "/nowhere"))
CONTRACT = ROOT / "contracts/jira_cloud_platform_v3_openapi.json.gz"
AGILE = ROOT / "contracts/jira_software_agile_openapi_2022.json.gz"
pytestmark = pytest.mark.skipif(not CONTRACT.is_file(), reason="VSM_REALITY_DATA names no folder with real data")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("JIRA_TOKEN", "pat")


@cache
def contract() -> dict[str, Any]:
    """Jira's platform and Jira Software as one."""
    found: dict[str, Any] = {"paths": {}, "components": {"schemas": {}}}
    for path in (CONTRACT, AGILE):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            given = json.load(file)
        found["paths"] |= given["paths"]
        found["components"]["schemas"] = {**given["components"]["schemas"], **found["components"]["schemas"]}
    return found


def schema_of(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return schema_of(contract()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return schema


_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "boolean": (bool,), "array": (list,), "object": (dict,),
    "number": (int, float),
}  # fmt: skip


def violations(value: Any, schema: dict[str, Any], at: str = "") -> Iterator[str]:
    """What a value breaks of a schema: as much of JSON Schema as the contract's requests use."""
    schema = schema_of(schema)
    kind = schema.get("type")
    if kind and (not isinstance(value, _TYPES[kind]) or (kind == "integer" and isinstance(value, bool))):
        yield f"{at}: {value!r} is no {kind}"
    elif isinstance(value, dict):
        yield from _of_object(value, schema, at)
    elif isinstance(value, list):
        yield from _of_list(value, schema, at)
    elif isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{at}: {value} is out of bounds"


def _of_object(value: dict[str, Any], schema: dict[str, Any], at: str) -> Iterator[str]:
    known = schema.get("properties", {})
    yield from (f"{at}: {name} is missing" for name in schema.get("required", ()) if name not in value)
    for name, inner in value.items():
        if name in known:
            yield from violations(inner, known[name], f"{at}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{at}: there is no {name}"


def _of_list(value: list[Any], schema: dict[str, Any], at: str) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{at}: {len(value)} items"
    if schema.get("uniqueItems") and len({json.dumps(v) for v in value}) < len(value):
        yield f"{at}: not unique"
    for number, inner in enumerate(value):
        yield from violations(inner, schema.get("items", {}), f"{at}[{number}]")


def broken(asked: Asked) -> list[str]:
    """What a request breaks of the contract."""
    paths = contract()["paths"]
    path = next((p for p in paths if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", p), asked.path)), None)
    if path is None:
        return [f"there is no {asked.path}"]
    operation = paths[path].get(asked.method.lower())
    if operation is None:
        return [f"{asked.path} knows no {asked.method}"]
    parameters = {p["name"]: p for p in operation.get("parameters", ()) if p.get("in") == "query"}
    found = [f"{asked.path}: there is no parameter {name}" for name in asked.query if name not in parameters]
    for name, text in asked.query.items():
        schema = schema_of(parameters.get(name, {}).get("schema", {}))
        found += list(violations(int(text) if schema.get("type") == "integer" else text, schema, name))
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if asked.body is not None:
        found += [f"{asked.path} takes no body"] if body is None else list(violations(asked.body, body, asked.path))
    return found


@pytest.mark.parametrize("without", [frozenset(), frozenset({"/rest/api/3/changelog/bulkfetch"})])
def test_every_request_keeps_the_contract(tmp_path: Path, without: frozenset[str]) -> None:
    """A server that knows the contract's addresses only; the first one asked is Data Center's, to tell them apart."""
    columns = {"To Do": ["1"], "Doing": ["3", "4"], "Done": ["5"]}
    jira = FakeJira(tickets(150), page=100, changes_page=50, without=without, boards={"12": board(12, columns)})
    found: list[str] = []

    def answers(asked: Asked) -> Reply:
        if asked.path == "/rest/api/2/serverInfo":
            return Reply({}, 404)
        found.extend(broken(asked))
        if asked.path == "/rest/api/3/serverInfo":
            return Reply({"deploymentType": "Cloud"})
        return jira(asked)

    with serving(answers) as site:
        on_board = f"{{tool: jira, url: '{site.url}', board: 12, flagged: yes}}"
        for file in (stream(tmp_path, jira_source(site.url)), stream(tmp_path, on_board, name="b")):
            assert len({*pull(file, Heard()).events.item}) == 150
            pull(file, Heard())
        assert {a.path for a in site.asked} >= {
            "/rest/api/3/search/jql", "/rest/api/3/myself", "/rest/api/3/status",
            "/rest/agile/1.0/board/12/configuration", "/rest/api/3/field",
        }  # fmt: skip
    assert found == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Asked("POST", "/rest/api/3/search/jql", {}, {}, {"jql": "x", "startAt": 0}), "there is no startAt"),
        (Asked("POST", "/rest/api/3/search/jql", {}, {}, {"fields": "status"}), "is no array"),
        (Asked("POST", "/rest/api/3/changelog/bulkfetch", {}, {}, {}), "issueIdsOrKeys is missing"),
        (Asked("POST", "/rest/api/3/changelog/bulkfetch", {}, {}, {"issueIdsOrKeys": ["1"] * 1001}), "1001 items"),
        (Asked("DELETE", "/rest/api/3/myself", {}, {}), "knows no DELETE"),
        (Asked("GET", "/rest/api/3/issue/AB-1/changelog", {"start": "0"}, {}), "no parameter start"),
        (Asked("GET", "/rest/api/2/nothing", {}, {}), "there is no /rest/api/2/nothing"),
    ],
)  # fmt: skip
def test_the_contract_is_checked(asked: Asked, told: str) -> None:
    assert any(told in found for found in broken(asked))


def test_a_boards_columns_as_a_real_one_has_them(tmp_path: Path) -> None:
    """The configuration a real Jira gave, over the issues of that Jira."""
    config = json.loads((ROOT / "jira/jirametrics/sample_board_1_configuration.json").read_text(encoding="utf-8"))
    statuses = json.loads((ROOT / "jira/jirametrics/sample_statuses.json").read_text(encoding="utf-8"))
    issues = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((ROOT / "jira/jirametrics/issues").glob("*"))]
    recorded = Recorded(issues, cloud=True)

    def answers(asked: Asked) -> Reply:
        if asked.path == "/rest/agile/1.0/board/1/configuration":
            return Reply(config)
        return Reply(statuses) if asked.path == "/rest/api/3/status" else recorded(asked)

    with serving(answers) as site:
        done = pull(stream(tmp_path, f"{{tool: jira, url: '{site.url}', board: 1}}"), Heard())
    assert not done.failed
    asked = next(a.body["jql"] for a in site.asked if a.path.endswith("/search/jql"))
    assert asked == f"filter = {config['filter']['id']} ORDER BY created ASC, key ASC"
    given = [c["name"] for c in config["columnConfig"]["columns"] if c["statuses"]]
    assert list(done.events.board) == given
    assert {state for states in done.events.board.values() for state in states} <= {*done.events.state} | {
        f"jira:{status['name']}" for status in statuses
    }


class Recorded:
    """Real issues, served as Jira would: by page, and with the history where each dialect has it."""

    def __init__(self, issues: list[dict[str, Any]], *, cloud: bool) -> None:
        self.issues, self.cloud = issues, cloud

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/rest/api/2/serverInfo":
            return Reply({"deploymentType": "Cloud" if self.cloud else "Server"})
        if asked.path.endswith("/search"):
            start = asked.body["startAt"]
            return Reply({"startAt": start, "total": len(self.issues), "issues": self.issues[start : start + 4]})
        if asked.path.endswith("/search/jql"):
            start = int(asked.body.get("nextPageToken", 0))
            page = [{k: v for k, v in issue.items() if k != "changelog"} for issue in self.issues[start : start + 4]]
            more = {"nextPageToken": str(start + 4)} if start + 4 < len(self.issues) else {}
            return Reply({"issues": page, **more})
        if asked.path.endswith("/bulkfetch"):
            return Reply(
                {"issueChangeLogs": [self._log(i) for i in self.issues if i["id"] in asked.body["issueIdsOrKeys"]]}
            )
        return Reply({}, 404)

    def _log(self, issue: dict[str, Any]) -> dict[str, Any]:
        histories = [
            {**h, "created": int(datetime.fromisoformat(h["created"]).timestamp() * 1000)}
            for h in issue["changelog"]["histories"]
            if any(item["field"] == "status" for item in h["items"])
        ]
        return {"issueId": issue["id"], "changeHistories": histories}


SETS = {
    "actionableagile": "actionableagile/search_v2_page.json",
    "jirametrics": "jirametrics/issues/*.json",
    "kanalyzer": "kanalyzer/*issue*.json",
}


@pytest.mark.parametrize("cloud", [True, False])
@pytest.mark.parametrize("name", SETS)
def test_real_issues_pulled_are_what_they_are_from_files(tmp_path: Path, name: str, cloud: bool) -> None:
    paths = sorted((ROOT / "jira").glob(SETS[name]))
    issues: dict[str, dict[str, Any]] = {}
    for path in paths:
        answer = json.loads(path.read_text(encoding="utf-8"))
        for issue in answer.get("issues", [answer]) if isinstance(answer, dict) else answer:
            issues[issue["id"]] = issue
    with serving(Recorded(list(issues.values()), cloud=cloud)) as site:
        found = pull(stream(tmp_path, jira_source(site.url)), Heard()).events
    expected = read_jira(paths, "UTC")
    assert len(expected) > 8
    assert sorted(zip(found.item, found.at, found.state, strict=True)) == sorted(
        zip(expected.item, expected.at, expected.state, strict=True)
    )
