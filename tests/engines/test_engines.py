"""One log, one answer: whole, in processes, and on a real Dask cluster of two worker processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tools.generate_log import generate
from vsm_tui.cli.main import run
from vsm_tui.export import flow_payload
from vsm_tui.files import read_stream
from vsm_tui.measure import measure_files
from vsm_tui.measure.scale import spread
from vsm_tui.measure.scale.engine import Processes, engine_of
from vsm_tui.model import InputError, SourceError, Stream

ROOT = Path(__file__).resolve().parents[2]
EVENTS = 4_000
pytestmark = pytest.mark.xdist_group("engines")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, each a process with a home of its own."""
    pytest.importorskip("distributed", reason="Dask is an extra: pip install 'vsm-tui[cluster]'")
    folder = tmp_path_factory.mktemp("cluster")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    where = folder / "scheduler.json"
    quiet = ["--no-dashboard", "--scheduler-file", str(where)]
    started = [_started(folder, env, "distributed.cli.dask_scheduler", "--port", "0", *quiet)]
    try:
        for number in range(2):
            home = {**env, "VSM_HOME": str(folder / f"home-{number}")}
            started.append(
                _started(folder, home, "distributed.cli.dask_worker", *quiet, "--nthreads", "1", "--memory-limit", "0")
            )
        _wait(where.is_file, folder)
        yield str(json.loads(where.read_text())["address"]).removeprefix("tcp://")
    finally:
        for process in started:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)


def _started(folder: Path, env: dict[str, str], module: str, *arguments: str) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments], cwd=folder, env=env, stdout=log, stderr=log, process_group=0
        )


def _wait(until: Any, folder: Path) -> None:
    end = time.monotonic() + 60
    while not until():
        assert time.monotonic() < end, (folder / "log").read_text()
        time.sleep(0.05)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stream, Path]:
    """A stream with people, labels and local times, and a log in time order."""
    folder = tmp_path_factory.mktemp("log")
    stream, log, _ = generate(EVENTS, folder / "log", round_ms=3_600_000)
    text = stream.read_text().replace("finish:", "clock: {timezone: Europe/Berlin}\nfinish:")
    stream.write_text(text.replace("    pca: 90%", "    pca: 90%\n    people: 2"))
    head, *rows = log.read_text().splitlines()
    local = [row.replace("Z,", ",") if number % 5 else row for number, row in enumerate(rows)]
    log.write_text("\n".join([head, *local, "nobody,never,Done,Bug", ""]))
    return read_stream(stream).stream, log


def _split(log: Path, folder: Path, *, by_item: bool) -> list[Path]:
    head, *rows = log.read_text().splitlines()
    paths = [folder / f"{number}.csv" for number in range(3)]
    for number, path in enumerate(paths):
        own = [row for at, row in enumerate(rows) if (_number(row) if by_item else at) % 3 == number]
        path.write_text("\n".join([head, *own, ""]))
    return paths


def _number(row: str) -> int:
    """Of the item."""
    return int("0" + row.partition(",")[0].removeprefix("FLOW-").removeprefix("nobody"))


def _payload(stream: Stream, paths: list[Path], engine: str | None, **asked: Any) -> dict[str, Any]:
    return flow_payload(measure_files(stream, paths, engine=engine, **asked).named, "vsm.measure.v1", "s")


@pytest.mark.parametrize("shares", ["whole", "by item", "anyhow"])
@pytest.mark.parametrize("kind", ["local", "dask"])
def test_the_answer_is_the_same(
    made: tuple[Stream, Path],
    tmp_path: Path,
    shares: str,
    kind: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spread, "PART", EVENTS // 4)  # several parts, whatever the files
    stream, log = made
    paths = [log] if shares == "whole" else _split(log, tmp_path, by_item=shares == "by item")
    engine = "local:2" if kind == "local" else f"dask://{request.getfixturevalue('cluster')}"
    whole = _payload(stream, paths, None, off_hours=True)
    assert whole["items"]["finished"] > 100
    assert whole["warnings"]
    assert _payload(stream, paths, engine, off_hours=True) == whole
    assert _payload(stream, paths, engine, clock="working") == _payload(stream, paths, None, clock="working")


def test_items_in_one_file_each_are_measured_file_by_file(made: tuple[Stream, Path], tmp_path: Path) -> None:
    _, log = made
    given = spread.Given("UTC", (), None)
    for by_item in (True, False):
        groups = [(path,) for path in _split(log, tmp_path, by_item=by_item)]
        found = [spread.survey((given, group)) for group in groups]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(spread, "PART", EVENTS // 2)
            pieces = spread.shared_out(given, groups, found)
        ranges = [piece.bucket for piece in pieces]
        assert all(bucket is None for bucket in ranges) == by_item
        assert len(pieces) > 1
        items = [hashed for piece in pieces for hashed in set(piece.log().details.hashes.tolist())]
        assert len(items) == len(set(items)) == len({h for f in found for h in f.hashes.tolist()})
        assert sum(piece.log().rows for piece in pieces) == sum(f.about.rows for f in found)


def test_without_a_finish_rule_it_says_where_items_end(made: tuple[Stream, Path], cluster: str) -> None:
    stream, log = made
    told = []
    for engine in (None, "local:2", f"dask://{cluster}"):
        with pytest.raises(InputError, match=r"no finish rule.*Done") as refused:
            measure_files(replace(stream, finish=type(stream.finish)()), [log], engine=engine)
        told.append(refused.value.problems)
    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize("kind", ["local", "dask"])
def test_a_worker_that_cannot_see_a_file_names_it(kind: str, request: pytest.FixtureRequest) -> None:
    name = "local:1" if kind == "local" else f"dask://{request.getfixturevalue('cluster')}"
    with closing(engine_of(name)) as engine:
        asked = [(spread.Given("UTC", (), None), (Path("/nowhere/log.csv"),))]
        with pytest.raises(SourceError, match=r"cannot read /nowhere/log\.csv: No such file.*same path on all workers"):
            list(engine.map(spread.survey, asked))


def test_a_worker_of_another_version_is_refused() -> None:
    with pytest.raises(SourceError, match=r"not 0\.0\.1: install the same"):
        spread.survey((spread.Given("UTC", (), None, version="0.0.1"), (Path("log.csv"),)))


@pytest.mark.parametrize("kind", ["local", "dask"])
def test_what_has_not_begun_is_dropped_when_it_is_closed(kind: str, request: pytest.FixtureRequest) -> None:
    name = "local:2" if kind == "local" else f"dask://{request.getfixturevalue('cluster')}"
    engine = engine_of(name)
    results = engine.map(time.sleep, [0.0, *[0.4] * 100])
    next(results)
    results.close()  # type: ignore[attr-defined]  # what a raised exception does to a generator
    began = time.monotonic()
    engine.close()
    assert time.monotonic() - began < 10
    if kind == "dask":
        with closing(engine_of(name)) as again:
            assert list(again.map(abs, [-1, -2])) == [1, 2]
        assert time.monotonic() - began < 10


def test_a_lost_worker_is_told() -> None:
    with closing(Processes(1)) as engine, pytest.raises(SourceError, match=r"worker process ended early.*memory"):
        list(engine.map(os._exit, [1]))


def test_a_lost_worker_of_a_cluster_is_told(cluster: str) -> None:
    told = pytest.raises(SourceError, match=r"gave up \(KilledWorker\): a worker was lost")
    with closing(engine_of(f"dask://{cluster}")) as engine, told:
        list(engine.map(os._exit, [1]))


def test_workers_without_what_measures_are_told(cluster: str) -> None:
    told = pytest.raises(SourceError, match=r"cannot import what measures \(.*install the same version of vsm-tui")
    with closing(engine_of(f"dask://{cluster}")) as engine, told:
        list(engine.map(_import_missing, [1]))


def _import_missing(_: object) -> None:
    import vsm_tui.missing  # type: ignore[import-not-found]  # noqa: F401


def test_interrupted_it_ends_at_once_and_quietly(made: tuple[Stream, Path], tmp_path: Path) -> None:
    """As a person does it: Ctrl+C reaches every process of the terminal."""
    code = (
        "import signal, sys, time\nfrom vsm_tui.measure.scale.engine import engine_of\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # jobs in the background are born deaf to it
        "    engine = engine_of('local:2')\n"
        "    try:\n"
        "        for _ in engine.map(time.sleep, [0.0, *[0.3] * 1000]): print('ready', flush=True)\n"
        "    except KeyboardInterrupt:\n"
        "        engine.close()\n"
        "        sys.exit(130)\n"
    )
    script = tmp_path / "script.py"
    script.write_text(code)
    process = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130, errors.decode()
    assert errors == b""


@pytest.mark.parametrize("name", ["", "spark", "local:", "local:0", "local:two", "local:-1", "dask://", "dask"])
def test_a_name_that_is_no_engine_is_a_slip(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["measure", str(ROOT / "streams/standard-feature.yaml"), "--engine", name]) == 2
    assert "write embedded, local, local:2 (two processes) or dask://host:port" in capsys.readouterr().err


def test_no_scheduler_is_a_failed_source(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="Dask is an extra: pip install 'vsm-tui[cluster]'")
    monkeypatch.setattr("vsm_tui.measure.scale.cluster.PATIENCE", 1)
    stream = str(ROOT / "streams/standard-feature.yaml")
    assert run(["measure", stream, "--engine", "dask://127.0.0.1:9"]) == 3
    assert "no Dask scheduler answers at 127.0.0.1:9: start one with `dask scheduler`" in capsys.readouterr().err


def test_without_dask_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    stream = str(ROOT / "streams/standard-feature.yaml")
    assert run(["measure", stream, "--engine", "dask://127.0.0.1:9"]) == 3
    assert "README says how to install the extra cluster" in capsys.readouterr().err


def test_from_the_command_line(
    made: tuple[Stream, Path], cluster: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _, log = made
    stream, paths = str(log.with_name("log.yaml")), [str(path) for path in _split(log, tmp_path, by_item=True)]
    answers = []
    for engine in ("embedded", "local:2", f"dask://{cluster}"):
        assert run(["measure", stream, "--json", "--engine", engine, *paths]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["items"]["finished"] > 100
