"""Workflows of CircleCI, pulled from a server on loopback and told as activities."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.support.circleci_server import PERSONAL, FakeCircle, job, pipeline, workflow
from tests.support.pulling import Heard, nobody, stream
from tests.support.server import Asked, Reply, serving
from vsm_tui.connect.circleci.source import source
from vsm_tui.connect.entries import sources_of
from vsm_tui.connect.pull import Pulled, pull
from vsm_tui.connect.source import Given, Stopped
from vsm_tui.connect.store import opened
from vsm_tui.events.write import iso, kinds_of
from vsm_tui.model import InputError

SHA = "a" * 40


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("CIRCLE_TOKEN", "personal")


def entry(url: str, **more: str) -> str:
    extra = "".join(f", {key}: {value}" for key, value in more.items())
    return f"{{tool: circleci, url: '{url}', project: gh/acme/shop{extra}}}"


def at(hour: int, minute: int = 0, day: int = 5) -> str:
    return f"2026-01-{day:02}T{hour:02}:{minute:02}:00.000Z"


def one(number: int, hour: int = 9, day: int = 5, **vcs: Any) -> dict[str, Any]:
    build = job("build", at(hour, 1, day), at(hour, 6, day))
    return pipeline(
        number, at(hour, 0, day), workflow("ci", at(hour, 0, day), at(hour, 6, day), "success", build), **vcs
    )


def told(done: Pulled) -> list[str]:
    """The log of the first source, before joining."""
    log = done.parts[0].log
    return [f"{iso(a)[11:16]} {k} {s}" for a, k, s in zip(log.at, kinds_of(log), log.state, strict=True)]


PASSED = ["start ci:passed", "complete ci:passed"]


def test_an_attempt_fails_waits_for_somebody_and_is_run_again(tmp_path: Path) -> None:
    lint = job("lint", at(9, 2), at(9, 4))
    first = workflow("ci", at(9), at(9, 9), "failed", lint, job("test", at(9, 3), at(9, 9), "failed"))
    approval = job("hold", None, None, "on_hold", type="approval", approved_by="jane")
    second = workflow(
        "ci",
        at(10),
        at(11),
        "success",
        lint,
        job("test", at(10, 1), at(10, 5)),
        approval,
        job("ship", at(10, 50), at(11)),
    )
    fake = FakeCircle([pipeline(7, at(9), first, second, revision=SHA, branch="jane/PAY-12")], reader="personal")
    with serving(fake) as server:
        done = pull(stream(tmp_path, entry(server.url)), Heard())
        assert not done.failed
        assert told(done) == [
            "09:00 schedule ci:queued", "09:02 start ci:running", "09:09 complete ci:running",
            "09:09 start ci:failed", "09:09 complete ci:failed", "10:00 schedule ci:queued",
            "10:01 start ci:running", "10:05 complete ci:running", "10:05 schedule ci:queued",
            "10:50 start ci:running", "11:00 complete ci:running", "11:00 start ci:passed", "11:00 complete ci:passed",
        ]  # fmt: skip
        assert set(done.parts[0].log.keys) == {f"PAY-12;commit:{SHA}"}
        apart = pull(stream(tmp_path, entry(server.url, deployments="[ship]")), Heard())
    assert told(apart)[-4:] == [
        "10:05 schedule deploy:queued", "10:50 start deploy:running", "11:00 complete deploy:running",
        "11:00 enter deploy:deployed",
    ]  # fmt: skip
    stored = "".join(
        row[0]
        for file in tmp_path.rglob("*.sqlite")
        for row in sqlite3.connect(file).execute("SELECT body||cursor FROM page")
    )
    assert stored
    assert not [word for word in PERSONAL if word in stored.lower() + done.log.read_text().lower()]


def test_forks_and_projects_of_the_app_name_their_changes(tmp_path: Path) -> None:
    fork = one(1, revision=SHA, branch="pull/12")
    with serving(FakeCircle([fork])) as server:
        done = pull(stream(tmp_path, entry(server.url)), Heard())
    assert set(done.parts[0].log.keys) == {f"acme/shop#12;commit:{SHA}"}
    assert set(done.parts[0].log.item) == {"acme/shop@aaaaaaaaaa"}


def test_pages_are_read_to_the_end_and_then_only_what_may_change(tmp_path: Path) -> None:
    pipelines = [one(n, day=n) for n in range(1, 9)]
    pipelines[3]["workflows"][0] |= {"status": "on_hold", "stopped_at": None}
    pipelines.append(one(40, day=9) | {"created_at": "2026-03-02T09:00:00Z"})  # the server's clock says the same day
    fake = FakeCircle(pipelines)
    with serving(fake) as server:
        file = stream(tmp_path, entry(server.url))
        first = pull(file, Heard())
        assert first.parts[0].complete
        with opened(first.parts[0].source) as store:
            assert store.cursor == {"until": 40, "pipelines": 9}, "what hangs for a month is given up"
        del server.asked[:]
        pipelines[-1]["workflows"].append(
            workflow("ci", at(9, 30, 9), at(9, 40, 9), "failed", job("x", at(9, 31, 9), at(9, 40, 9), "failed"))
        )
        again = pull(file, Heard())
        assert len([a for a in server.asked if a.path.endswith("/pipeline")]) == 1
        assert told(again)[-1] == "09:40 complete ci:failed"
        assert told(again)[:-5] == told(first), "told once, however often it is read"


@pytest.mark.parametrize("stop", [0, 1, 2])
@pytest.mark.parametrize("forgotten", [False, True])
def test_one_stopped_anywhere_goes_on_and_gives_the_same_log(tmp_path: Path, stop: int, forgotten: bool) -> None:
    fake = FakeCircle([one(n, day=n) for n in range(1, 9)])
    with serving(fake) as server:
        whole = pull(stream(tmp_path, entry(server.url)), Heard()).log.read_text()
        file = stream(tmp_path, entry(server.url, since="2025-01-01"), name="cut")
        with pytest.raises(Stopped):
            pull(file, Heard(stop_after=stop))
        fake.forgotten = {f"token-{3 * n}" for n in range(1, 3)} if forgotten else set()
        server.answers = lambda asked: _remembering(fake, asked)
        done = pull(file, heard := Heard())
    assert done.parts[0].complete
    assert done.log.read_text() == whole
    assert any("no longer knows" in note for note in heard.notes) == (forgotten and stop < 2)


def _remembering(fake: FakeCircle, asked: Asked) -> Reply:
    """Only the tokens of an earlier day are gone: those given today are good."""
    reply = fake(asked)
    if asked.path.endswith("/pipeline") and reply.status == 200:
        fake.forgotten = set()
    return reply


def test_since_ends_the_reading(tmp_path: Path) -> None:
    with serving(FakeCircle([one(n, day=n) for n in range(1, 9)])) as server:
        done = pull(stream(tmp_path, entry(server.url, since="2026-01-07")), Heard())
    assert done.parts[0].complete
    assert len(told(done)) == 2 * 5
    assert sum(asked.path.endswith("/pipeline") for asked in server.asked) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Reply({"message": "Rate Limit Exceeded"}, 429, {"Retry-After": "9"}),
        Reply({"message": "limit"}, 429, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9"}),
        Reply(raw=b"<html>", status=500, headers={"Content-Type": "text/html"}),
        Reply({"items": []}, cut=True),
    ],
)
def test_trouble_that_passes_is_waited_for(tmp_path: Path, fault: Reply) -> None:
    with serving(FakeCircle([one(1)])) as server:
        server.faults.append(fault)
        done = pull(stream(tmp_path, entry(server.url)), heard := Heard())
    assert not done.failed
    assert heard.seconds > 0
    assert len(told(done)) == 5


def test_a_token_that_is_gone_keeps_what_came(tmp_path: Path) -> None:
    fake = FakeCircle([one(n, day=n) for n in range(1, 6)], reader="personal")
    with serving(fake) as server:
        file = stream(tmp_path, entry(server.url))
        assert not pull(file, Heard()).failed
        fake.reader = "another"
        done = pull(file, Heard())
    assert "does not take CIRCLE_TOKEN" in done.parts[0].missing
    assert "You must log in" in done.parts[0].missing
    assert "personal" not in done.parts[0].missing.replace("a personal one", "")
    assert len(told(done)) == 5 * 5


def test_the_same_page_again_and_again_is_no_way(tmp_path: Path) -> None:
    page = Reply({"items": [], "next_page_token": "token-0"})
    with serving(lambda _: page) as server:
        done = pull(stream(tmp_path, entry(server.url)), Heard())
    assert "again and again" in done.parts[0].missing


def test_what_it_would_ask_and_keep(tmp_path: Path) -> None:
    [named] = sources_of(stream(tmp_path, "{tool: circleci, project: gh/acme/shop}"))
    text = "\n".join(named.source.plan({}))
    assert "GET https://circleci.com/api/v2/project/gh/acme/shop/pipeline" in text
    assert "credentials: CIRCLE_TOKEN" in text
    assert "no person" in text


@pytest.mark.parametrize(("values", "told"), [({}, "no project"), ({"project": "shop"}, "gh/owner/name")])
def test_an_entry_that_lacks_something(values: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        source(Given(values))
