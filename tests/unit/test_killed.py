"""``vsm pull`` killed with kill -9 at random points: resumed, it ends with the same log as one nobody disturbed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import threading
from pathlib import Path

import pytest

from tests.support.git_repository import Repo
from tests.support.jira_server import FakeJira, tickets
from tests.support.pulling import Heard, ends_as_if_undisturbed, jira_source, nobody, started, stream, told_of
from tests.support.server import Asked, Reply, serving
from vsm_tui.connect.pull import pull
from vsm_tui.files.locations import pulled_folder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("cloud", [True, False])
def test_jira(tmp_path: Path, cloud: bool, seed: int) -> None:
    jira = FakeJira(tickets(60, seed), page=11, changes_page=20, cloud=cloud)
    ends_as_if_undisturbed(jira, jira_source, tmp_path, seed)


class ShootingGit:
    """Stands for ``git``: does what that does, and kills who called it, before, between or after its answer."""

    def __init__(self, folder: Path) -> None:
        git = shutil.which("git")
        assert git is not None
        self.plan, self.path = folder / "plan", folder / "bin"
        self.path.mkdir()
        program = self.path / "git"
        program.write_text(
            f"#!{sys.executable}\n"
            "import os, pathlib, signal, subprocess, sys\n"
            f"plan = pathlib.Path({str(self.plan)!r})\n"
            "calls, share = plan.read_text().split()\n"
            "plan.write_text(f'{int(calls) - 1} {share}')\n"
            f"done = subprocess.run([{git!r}, *sys.argv[1:]], stdout=subprocess.PIPE)\n"
            "if int(calls) == 0:\n"
            "    sys.stdout.buffer.write(done.stdout[: int(len(done.stdout) * float(share))])\n"
            "    sys.stdout.buffer.flush()\n"
            "    os.kill(os.getppid(), signal.SIGKILL)\n"
            "    sys.exit(1)\n"
            "sys.stdout.buffer.write(done.stdout)\n"
            "sys.exit(done.returncode)\n"
        )
        program.chmod(0o755)

    def aim(self, calls: int, share: float) -> None:
        """Kill at the call after so many, with this share of its answer given."""
        self.plan.write_text(f"{calls} {share}")

    @property
    def calls(self) -> int:
        """How many there were since it was aimed at a call that never comes."""
        return 1000 - int(self.plan.read_text().split()[0])


@pytest.mark.parametrize("seed", range(2))
def test_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seed: int) -> None:
    rng, repo = random.Random(seed), Repo.made(tmp_path / "service")
    repo.commit("start", 1)
    for number in range(1, 9):
        repo.branch(f"AB-{number}")
        repo.commit(f"AB-{number} work", number * 10)
        repo.to("main")
        repo.merge(f"AB-{number}", f"Merge pull request #{number} from x/AB-{number}", number * 10 + 5)
        repo.tag(f"v1.{number}", number * 10 + 6)
    file = stream(tmp_path, "{tool: git, path: service}")
    git = ShootingGit(tmp_path)
    monkeypatch.setenv("PATH", f"{git.path}{os.pathsep}{os.environ['PATH']}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VSM_HOME", str(tmp_path / "undisturbed"))
        git.aim(1000, 1)
        log = pull(file, Heard()).log
        expected, calls = told_of(log), git.calls
    assert calls > 3
    shutil.rmtree(tmp_path / "undisturbed")
    log.unlink()
    for _ in range(3):
        git.aim(rng.randrange(calls), rng.choice([0, rng.random(), 1]))
        process = started(file.path)
        process.communicate(b"go\n")
        assert process.returncode == -signal.SIGKILL
    assert not log.exists()
    git.aim(1000, 1)
    assert told_of(pull(file, Heard()).log) == expected
    assert [path.suffix for path in pulled_folder().iterdir()] == [".sqlite"]


def test_two_pulls_of_one_stream_at_once(tmp_path: Path) -> None:
    """Two processes: one wins, the other is told at once; the log is whole in the end."""
    begun, gate, jira = threading.Event(), threading.Event(), FakeJira(tickets(45), page=10)

    def answers(asked: Asked) -> Reply:
        if asked.path.endswith("/search/jql"):
            begun.set()
            gate.wait(60)
        return jira(asked)

    with serving(answers) as site:
        file = stream(tmp_path, jira_source(site.url, deployment="cloud"))
        first = started(file.path)
        assert first.stdin is not None
        first.stdin.write(b"go\n")
        first.stdin.flush()
        assert begun.wait(60)
        second = started(file.path)
        _, told = second.communicate(b"go\n")
        gate.set()
        first.communicate()
    assert (first.returncode, second.returncode) == (0, 3)
    assert b"another pull of this source is running: wait for it, or stop it" in told
    assert len({row.split(",")[0] for row in file.path.with_name("features.events.csv").read_text().splitlines()}) == 46
