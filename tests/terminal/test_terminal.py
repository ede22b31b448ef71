"""In a real terminal: first frame, resize, quitting, crashing, kill -9, and no escape from data."""

from __future__ import annotations

import re
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal
from vsm_tui.files import read_stream

STREAM = """\
vsm: 1
name: Small
start: asked
end: in use
stages:
  - {id: build, name: Build, wait: 1d, touch: 1d, states: {wait: [To do], touch: [Doing]}}
  - {id: review, name: Review, wait: 2d, touch: 1h, states: {wait: [Ready]}}
finish: {state: [Done]}
"""
CRASH = """
import sys
from pathlib import Path
from vsm_tui.tui import app
class Crashing(app.VsmApp):
    def on_mount(self):
        api_token = "ATATT-super-secret"
        self.set_timer(0.2, lambda: self.fall(api_token))
    def fall(self, token):
        raise RuntimeError("something broke")
app.VsmApp = Crashing
sys.exit(app.run(Path(sys.argv[1])))
"""
LAUNCH = """
import sys
from pathlib import Path
from vsm_tui.cli.launch import launch
sys.exit(launch(Path(sys.argv[1])))
"""

SLOW_TERMINAL = """
import sys, termios, time
from pathlib import Path
set_now = termios.tcsetattr
def set_late(*args):
    time.sleep(0.3 * ("textual.app" in sys.modules))
    set_now(*args)
termios.tcsetattr = set_late
from vsm_tui.cli.launch import launch
sys.exit(launch(Path(sys.argv[1])))
"""

Start = Callable[..., Terminal]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "streams" / "small.yaml"
    path.parent.mkdir()
    path.write_text(STREAM, encoding="utf-8")
    return path


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    opened: list[Terminal] = []

    def begin(path: Path, **options: object) -> Terminal:
        terminal = Terminal(path, tmp_path, **options)  # type: ignore[arg-type]
        opened.append(terminal)
        return terminal

    yield begin
    for terminal in opened:
        terminal.close()


def restored(wire: bytes) -> bool:
    """Whether the alternate screen was left and the mouse and the cursor were given back, after they were taken."""
    return all(wire.rfind(off) > wire.rfind(on) for on, off in (
        (b"\x1b[?1049h", b"\x1b[?1049l"), (b"\x1b[?1000h", b"\x1b[?1000l"), (b"\x1b[?25l", b"\x1b[?25h"),
    ))  # fmt: skip


def test_first_frame_resize_and_quit(start: Start, path: Path) -> None:
    terminal = start(path)
    terminal.shows("Review")
    terminal.shows("F1 help")
    terminal.resize(140, 40)
    terminal.until(lambda: "F1 help" in terminal.screen.display[39])
    terminal.resize(60, 20)
    terminal.until(lambda: "e edit" in terminal.screen.display[19])
    terminal.send("\x11")
    assert terminal.wait() == 0
    assert restored(terminal.wire)


def test_ctrl_c_says_how_to_quit(start: Start, path: Path) -> None:
    terminal = start(path)
    terminal.shows("F1 help")
    terminal.send("\x03")
    terminal.shows("ctrl+q quits")


def test_a_quit_writes_the_last_edit(start: Start, path: Path) -> None:
    terminal = start(path)
    terminal.shows("F1 help")
    terminal.send("s")
    terminal.shows("Scope")
    terminal.send("er\r")
    terminal.send("\x11")
    assert terminal.wait() == 0
    assert read_stream(path).stream.name == "Smaller"


def test_keys_typed_before_the_first_frame_are_not_lost(start: Start, path: Path) -> None:
    terminal = start(path)
    terminal.until(lambda: b"\x1b[?1049h" in terminal.wire)
    terminal.send("j25h\r")
    terminal.shows("25h")
    terminal.send("\x11")
    assert terminal.wait() == 0
    assert str(read_stream(path).stream.stages[0].wait) == "25h"


def test_keys_typed_while_the_terminal_still_collects_lines(start: Start, path: Path) -> None:
    terminal = start(path, code=SLOW_TERMINAL)
    terminal.until(lambda: b"\x1b[?1049h" in terminal.wire)
    terminal.send("j25h\r")
    terminal.send("\x11")
    assert terminal.wait() == 0
    assert str(read_stream(path).stream.stages[0].wait) == "25h"


def test_keys_typed_before_the_program_runs(start: Start, path: Path) -> None:
    terminal = start(path, code=LAUNCH)
    terminal.send("j25h\r")
    terminal.shows("3.1d")  # the terminal itself echoes what was typed, so only what the app makes of it counts
    terminal.send("\x11")
    assert terminal.wait() == 0
    assert str(read_stream(path).stream.stages[0].wait) == "25h"


def test_the_terminal_is_given_back_as_it_was_found(start: Start, path: Path) -> None:
    terminal = start(path, code=LAUNCH)
    found = termios.tcgetattr(terminal.fd)
    terminal.shows("F1 help")
    assert termios.tcgetattr(terminal.fd) != found
    terminal.send("\x11")
    assert terminal.wait() == 0
    assert termios.tcgetattr(terminal.fd) == found


def test_a_quit_after_measuring_leaves_nothing_on_the_screen(start: Start, path: Path) -> None:
    log = "item,at,state\nA,2026-03-02T09:00:00Z,To do\nA,2026-03-04T09:00:00Z,Done\n"
    path.with_name("small.events.csv").write_text(log, encoding="utf-8")
    terminal = start(path, code=LAUNCH)
    terminal.shows("1 done")
    terminal.send("\x11")
    assert terminal.wait() == 0
    after = terminal.wire.rpartition(b"\x1b[?1049l")[2]
    assert re.fullmatch(rb"(\x1b\[[<?]\w+)*", after), "libraries complain when they are taken down too late"


def test_kill_9_in_the_middle_of_an_edit_loses_nothing(start: Start, path: Path) -> None:
    terminal = start(path)
    terminal.shows("F1 help")
    terminal.send("s")
    terminal.shows("Scope")
    terminal.send("er\r")
    kept = path.parent.parent / "vsm" / "recovery"
    terminal.until(lambda: any(kept.glob("*.json")))
    terminal.kill()
    assert read_stream(path).stream.name == "Small", "killed before the autosave"
    again = start(path)
    again.shows("unsaved edits from last time")
    again.send("1")
    again.shows("Smaller")


def test_nothing_of_the_data_reaches_the_wire_as_an_escape(start: Start, path: Path) -> None:
    evil = "\x1b]2;owned\x07"
    rows = ["item,at,state", f'"A{evil}",2026-03-02T09:00:00Z,To do', f'"A{evil}",2026-03-03T09:00:00Z,"Odd{evil}"',
            f'"A{evil}",2026-03-04T09:00:00Z,Done']  # fmt: skip
    path.with_name("small.events.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    terminal = start(path)
    terminal.shows("1 done")
    terminal.send("i")
    terminal.until(lambda: "one time" in terminal.text and "esc back" in terminal.text)
    terminal.send("\x1b")
    terminal.until(lambda: "e edit" in terminal.text and "esc back" not in terminal.text)
    terminal.send("d")
    terminal.shows("Odd")
    terminal.send("\x11")
    assert terminal.wait() == 0
    assert b"owned" in terminal.wire, "it is shown as text"
    assert not re.search(rb"\x1b\][^\x1b\x07]*owned", terminal.wire)
    assert b"owned\x07" not in terminal.wire


def test_a_crash_gives_the_terminal_back_and_shows_no_secret(start: Start, path: Path) -> None:
    terminal = start(path, code=CRASH)
    assert terminal.wait() == 1
    assert restored(terminal.wire)
    assert b"vsm stopped because of a fault of its own" in terminal.wire
    assert b"super-secret" not in terminal.wire
    log = path.parent.parent / "vsm" / "crash.log"
    assert "something broke" in log.read_text(encoding="utf-8")
    assert "super-secret" not in log.read_text(encoding="utf-8")


def test_what_is_broken_before_the_first_frame_is_a_list_of_problems(start: Start, path: Path) -> None:
    path.write_text(STREAM.replace("touch: 1h", "touch: 1"), encoding="utf-8")
    terminal = start(path)
    terminal.shows("has no unit")
    path.write_text(STREAM, encoding="utf-8")
    terminal.shows("Review")


def test_keys_typed_in_one_burst_all_arrive_in_order(start: Start, path: Path) -> None:
    """A paste, or a fast hand over a slow line: every key has its effect before the next one is looked at."""
    terminal = start(path)
    terminal.shows("F1 help")
    terminal.send("j3d\r2h\r85%\raCheck\rj1h\r")
    terminal.shows("Check")
    terminal.until(lambda: [stage.wait and str(stage.wait) for stage in read_stream(path).stream.stages][2:] == ["1h"])
    build, _, check = read_stream(path).stream.stages
    assert check.name == "Check"
    assert (str(build.wait), str(build.touch), str(build.pca)) == ("3d", "2h", "85%")
    assert str(check.wait) == "1h"
