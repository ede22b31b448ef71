"""Jenkins as a server on loopback: folders, branches, builds with and without plugins, full of people."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.support.server import Asked, Reply

PERSONAL = ("jane", "doe", "s3cret-parameter", "payroll")
"""What nobody may find in anything that is kept."""
_RANGE = re.compile(r"allBuilds\[.*\]\{(\d+),(\d+)\}")
_HTML = Reply(raw=b"<html><body>Sign in</body></html>", headers={"Content-Type": "text/html;charset=utf-8"})


def build(number: int, start: int, duration: int, result: str | None = "SUCCESS", **more: Any) -> dict[str, Any]:
    """A build that left the queue at ``start`` milliseconds. ``queuing`` needs the Metrics plugin; ``sha``,
    ``branch``, ``remote`` are what was checked out; ``commits`` what is new; ``stages`` make it a pipeline.
    """
    actions: list[dict[str, Any]] = [
        {"_class": "hudson.model.CauseAction", "causes": [{"shortDescription": "By Jane Doe", "userId": "jane"}]},
        {"parameters": [{"name": "TOKEN", "value": "s3cret-parameter"}]},
        {},
    ]  # fmt: skip
    if "queuing" in more:
        actions.append({"_class": "jenkins.metrics.impl.TimeInQueueAction", "queuingDurationMillis": more["queuing"]})
    if "sha" in more:
        revision = {"SHA1": more["sha"], "branch": [{"name": more.get("branch", "refs/remotes/origin/main")}]}
        remotes = [more.get("remote", "https://github.com/acme/shop.git")]
        actions += more.get("before", [])
        actions.append(
            {"_class": "hudson.plugins.git.util.BuildData", "lastBuiltRevision": revision, "remoteUrls": remotes}
        )
    changes = [
        {"items": [{"commitId": c, "msg": "payroll", "author": {"fullName": "Jane Doe"}} for c in more["commits"]]}
    ]
    stages = more.get("stages")
    kind = "org.jenkinsci.plugins.workflow.job.WorkflowRun" if stages is not None else "hudson.model.FreeStyleBuild"
    return {
        "_class": kind, "number": number, "queueId": 1000 + number, "timestamp": start, "duration": duration,
        "result": result, "building": more.get("building", False), "actions": actions, "changeSets": changes,
        "fullDisplayName": "payroll", "description": "Jane Doe", "stages": stages,
    }  # fmt: skip


def plain(number: int, start: int, duration: int, result: str | None = "SUCCESS", **more: Any) -> dict[str, Any]:
    """A build without changes."""
    return build(number, start, duration, result, **{"commits": [], **more})


@dataclass
class FakeJenkins:
    """Answers a :class:`~tests.support.server.Server` may give. ``jobs`` are builds by full name, newest first is how
    they are told; ``queued`` what waits in front of a job. ``describes`` is whether the stages' plugin is there.
    """

    jobs: dict[str, list[dict[str, Any]]]
    multibranch: frozenset[str] = frozenset()
    queued: dict[str, dict[str, Any]] = field(default_factory=dict)
    authorization: str = ""
    describes: bool = True
    hidden: frozenset[str] = frozenset()

    def __call__(self, asked: Asked) -> Reply:
        if self.authorization and asked.headers.get("authorization") != self.authorization:
            return Reply(raw=_HTML.raw, status=401 if "authorization" in asked.headers else 403, headers=_HTML.headers)
        assert asked.method == "GET"
        found = re.fullmatch(r"((?:/job/[^/]+)+)/(api/json|(\d+)/wfapi/describe)", asked.path)
        if not found:
            return Reply(raw=_HTML.raw, status=404, headers=_HTML.headers)
        name = "/".join(unquote(part) for part in found[1].split("/job/")[1:])
        if name in self.hidden:
            return Reply(raw=_HTML.raw, status=404, headers=_HTML.headers)
        if found[3]:
            return self._describe(name, int(found[3]))
        inside = dict.fromkeys(job[len(name) + 1 :].split("/")[0] for job in self.jobs if job.startswith(name + "/"))
        if inside:
            kind = "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject"
            folder = "com.cloudbees.hudson.plugins.folder.Folder"
            names = [{"_class": "x", "name": one} for one in inside]
            return Reply({"_class": kind if name in self.multibranch else folder, "jobs": names})
        if name not in self.jobs:
            return Reply(raw=_HTML.raw, status=404, headers=_HTML.headers)
        return self._job(name, asked.query["tree"])

    def _job(self, name: str, tree: str) -> Reply:
        """A range of the builds, with no field that was not asked for."""
        span = _RANGE.search(tree)
        assert span, f"builds without a range: {tree}"
        builds = sorted(self.jobs[name], key=lambda b: -b["number"])[int(span[1]) : int(span[2])]
        kept = [{k: v for k, v in b.items() if re.search(rf"[\[,]{k}[,\[\]]", tree)} for b in builds]
        for one in kept:
            one["actions"] = [{k: v for k, v in a.items() if k == "_class" or k in tree} for a in one["actions"]]
        answer: dict[str, Any] = {"_class": "hudson.model.FreeStyleProject", "allBuilds": kept}
        if name in self.queued:
            answer["queueItem"] = self.queued[name]
        return Reply(answer)

    def _describe(self, name: str, number: int) -> Reply:
        one = next((b for b in self.jobs[name] if b["number"] == number), None)
        if one is None or one["stages"] is None or not self.describes:
            return Reply(raw=_HTML.raw, status=404, headers=_HTML.headers)
        return Reply({"id": str(number), "name": f"#{number}", "status": one["result"], "stages": one["stages"]})


def stage(name: str, start: int, duration: int, status: str = "SUCCESS", pause: int = 0) -> dict[str, Any]:
    """A stage of a pipeline, in milliseconds."""
    return {
        "_links": {}, "id": "6", "name": name, "execNode": "jane's laptop", "status": status, "startTimeMillis": start,
        "durationMillis": duration, "pauseDurationMillis": pause, "error": {"message": "payroll"},
    }  # fmt: skip
