"""Where credentials are found, in which order, for whom; and that they are never shown."""

from __future__ import annotations

import base64
import copy
import os
import pickle
import shlex
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.support.pulling import nobody
from vsm_tui.connect import credentials
from vsm_tui.connect.environment import TOOLS, every_token
from vsm_tui.connect.secret import Credential, Secret
from vsm_tui.model import SourceError

CLOUD = "https://company.atlassian.net"
OWN = "https://jira.example.com"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()
    monkeypatch.setattr(credentials, "TIMEOUT", 120.0)  # a busy machine is no reason to fail


def header(tool: str, address: str) -> str | None:
    found = credentials.find(tool, address)[0]
    return found.header() if found else None


def test_a_secret_is_never_shown() -> None:
    secret = Secret("abc123")
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>20}", repr([secret]), repr(Credential(secret, "x"))]
    assert not any("abc123" in text for text in shown)
    assert "me@example" not in repr(Credential(secret, "x", "me@example.invalid"))
    for taken in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not copied"):
            taken(secret)
    assert secret.reveal() == "abc123"


def test_basic_where_there_is_a_user_else_bearer() -> None:
    assert Credential(Secret("p:ü"), "x", "me").header() == "Basic bWU6cDrDvA=="
    assert Credential(Secret("abc"), "x").header() == "Bearer abc"
    assert Credential(Secret("abc"), "x", form="password").header() == f"Basic {b64(':abc')}"
    assert Credential(Secret("abc"), "x", form="login").header() == f"Basic {b64('abc:')}"
    assert Credential(Secret("abc"), "x", "me", form="login").header() == f"Basic {b64('me:abc')}"


def test_nothing_found_says_how_to_give_it() -> None:
    found, search = credentials.find("jira", OWN)
    assert found is None
    assert "JIRA_EMAIL and JIRA_API_TOKEN, or JIRA_TOKEN" in search.advice()
    assert "GH_TOKEN or GITHUB_TOKEN" in credentials.find("github", "https://api.github.com")[1].advice()


def test_jira_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIRA_API_TOKEN", "api")
    assert header("jira", CLOUD) is None
    assert "JIRA_EMAIL is not" in credentials.find("jira", CLOUD)[1].advice()
    monkeypatch.setenv("JIRA_EMAIL", "me@example.invalid")
    monkeypatch.setenv("JIRA_TOKEN", "pat")
    assert str(header("jira", CLOUD)).startswith("Basic ")
    assert header("jira", OWN) is None
    monkeypatch.setenv("JIRA_URL", OWN)
    assert header("jira", OWN) == "Bearer pat"
    monkeypatch.delenv("JIRA_TOKEN")
    assert str(header("jira", OWN)).startswith("Basic ")


ADDRESSES = {
    "jira": (CLOUD, OWN, "JIRA_URL"),
    "github": ("https://api.github.com", "https://git.example.com/api/v3", "GH_HOST"),
    "gitlab": ("https://gitlab.com", "https://git.example.com", "GITLAB_HOST"),
    "jenkins": ("", "https://ci.example.com/jenkins", "JENKINS_URL"),
    "azure": ("https://dev.azure.com/company", "https://tfs.example.com", "AZDO_ORG_SERVICE_URL"),
    "circleci": ("https://circleci.com", "https://circle.example.com", "CIRCLECI_CLI_HOST"),
    "devlake": ("", "mysql://lake.example.com:3306/lake", "DEVLAKE_HOST"),
}


@pytest.mark.parametrize("tool", ADDRESSES)
def test_no_stream_file_can_send_a_token_elsewhere(monkeypatch: pytest.MonkeyPatch, tool: str) -> None:
    """Whoever writes a stream file names any address: a token goes only where the user's own environment says."""
    public, own, variable = ADDRESSES[tool]
    names = TOOLS[tool]
    for name in (*(n for pair in names.tokens for n in pair if n), *names.own):
        monkeypatch.setenv(name, "abc")
    monkeypatch.setenv(f"{tool.upper()}_TOKEN_COMMAND", command("print('abc')"))
    for address in (own, "https://evil.example", "https://github.com.evil.example", "https://xatlassian.net"):
        found, search = credentials.find(tool, address)
        assert found is None, address
        assert f"set {variable}=" in search.advice()
        assert "abc" not in search.advice()
    assert header(tool, "http://127.0.0.1:8080") is not None
    assert bool(public) == bool(public and header(tool, public))
    monkeypatch.setenv(variable, own)
    assert header(tool, own) is not None
    assert header(tool, "https://evil.example") is None


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("tool", "given", "expected"),
    [
        ("jenkins", {"JENKINS_API_TOKEN": "t", "JENKINS_USER_ID": "me"}, f"Basic {b64('me:t')}"),
        ("jenkins", {"JENKINS_API_TOKEN": "t"}, None),
        ("azure", {"AZURE_DEVOPS_EXT_PAT": "t"}, f"Basic {b64(':t')}"),
        ("azure", {"AZDO_PERSONAL_ACCESS_TOKEN": "t"}, f"Basic {b64(':t')}"),
        ("circleci", {"CIRCLE_TOKEN": "t", "CIRCLECI_TOKEN": "first"}, f"Basic {b64('first:')}"),
        ("circleci", {"CIRCLE_TOKEN": "t"}, f"Basic {b64('t:')}"),
        ("devlake", {"DEVLAKE_USER": "me", "DEVLAKE_PASSWORD": "t"}, f"Basic {b64('me:t')}"),
        ("github", {"GITHUB_TOKEN": "t", "GH_TOKEN": "first"}, "Bearer first"),
    ],
)
def test_each_tools_own_names(
    monkeypatch: pytest.MonkeyPatch, tool: str, given: dict[str, str], expected: str | None
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert header(tool, "http://127.0.0.1:8080") == expected


@pytest.mark.parametrize("token", ["two words", "broken\nX-Injected: 1", "schlüssel", "bell\a"])
def test_a_token_that_can_be_none_is_neither_sent_nor_quoted(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("GH_TOKEN", token)
    found, search = credentials.find("github", "https://api.github.com")
    assert found is None
    assert "GH_TOKEN of the environment holds spaces" in search.advice()
    assert token not in search.advice()


def test_jira_url_says_where_the_token_may_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIRA_TOKEN", "pat")
    monkeypatch.setenv("JIRA_URL", "https://jira.example.com/jira")
    assert header("jira", OWN) == "Bearer pat"
    assert header("jira", "https://elsewhere.example") is None
    assert "is for jira.example.com" in credentials.find("jira", "https://elsewhere.example")[1].advice()


@pytest.mark.parametrize(
    ("tool", "name", "public", "own", "host_name"),
    [
        ("github", "GITHUB_TOKEN", "https://api.github.com", "https://git.example.com/api/v3", "GH_HOST"),
        ("github", "GH_TOKEN", "https://api.github.com", "https://git.example.com/api/v3", "GH_HOST"),
        ("gitlab", "GITLAB_TOKEN", "https://gitlab.com", "https://git.example.com", "GITLAB_HOST"),
    ],
)
def test_a_public_token_stays_with_its_host(
    monkeypatch: pytest.MonkeyPatch, tool: str, name: str, public: str, own: str, host_name: str
) -> None:
    monkeypatch.setenv(name, "abc")
    assert header(tool, public) == "Bearer abc"
    assert header(tool, "http://127.0.0.1:8080") == "Bearer abc"
    assert header(tool, own) is None
    assert f"set {host_name}=git.example.com" in credentials.find(tool, own)[1].advice()
    monkeypatch.setenv(host_name, "git.example.com")
    assert header(tool, own) == "Bearer abc"


def test_githubs_enterprise_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "public")
    monkeypatch.setenv("GH_ENTERPRISE_TOKEN", "own")
    monkeypatch.setenv("GH_HOST", "git.example.com")
    assert header("github", "https://git.example.com/api/v3") == "Bearer own"
    assert header("github", "https://api.github.com") == "Bearer public"


def command(script: str) -> str:
    return shlex.join([sys.executable, "-c", script])


def test_a_token_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIRA_URL", OWN)
    monkeypatch.setenv("JIRA_TOKEN_COMMAND", command("print('from-a-vault'); print('more')"))
    found = credentials.find("jira", OWN)[0]
    assert found is not None
    assert (found.header(), found.origin) == ("Bearer from-a-vault", "JIRA_TOKEN_COMMAND")
    monkeypatch.setenv("JIRA_EMAIL", "me@example.invalid")
    assert str(header("jira", OWN)).startswith("Basic ")
    monkeypatch.setenv("JIRA_TOKEN", "nearer")
    assert header("jira", OWN) == "Bearer nearer"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (command("import sys; print('leaked'); sys.exit(3)"), "failed, or printed nothing"),
        (command("pass"), "failed, or printed nothing"),
        ("no-such-program-at-all", "there is no program ‘no-such-program-at-all’"),
        ("'unclosed", "cannot be read as a command"),
    ],
)
def test_a_token_command_that_gives_none(monkeypatch: pytest.MonkeyPatch, line: str, told: str) -> None:
    monkeypatch.setenv("JIRA_TOKEN_COMMAND", line)
    with pytest.raises(SourceError, match=told) as error:
        credentials.find("jira", CLOUD)
    assert "leaked" not in str(error.value)


def test_a_token_command_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "TIMEOUT", 0.05)
    monkeypatch.setenv("JIRA_TOKEN_COMMAND", command("import threading; threading.Event().wait()"))
    with pytest.raises(SourceError, match="took longer"):
        credentials.find("jira", CLOUD)


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The real package, without the keyring of whoever runs this."""
    monkeypatch.delitem(sys.modules, "keyring")
    found = pytest.importorskip("keyring", reason="the extra keyring is not installed")
    fail = import_module("keyring.backends.fail")
    found.set_keyring(fail.Keyring())
    return found


def test_the_keyring(keyring: Any) -> None:
    class Kept(keyring.backend.KeyringBackend):  # type: ignore[misc]  # the package is optional
        """Keeps in memory what the system would."""

        priority = 1
        locked = False

        def __init__(self) -> None:
            super().__init__()
            self.kept: dict[tuple[str, str], str] = {}

        def get_password(self, service: str, username: str) -> str | None:
            if self.locked:
                raise keyring.errors.KeyringLocked(service + username)
            return self.kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            self.kept[service, username] = password

    backend = Kept()
    keyring.set_keyring(backend)
    keyring.set_password("vsm-tui", "jira.example.com", "from-the-keyring")
    assert header("jira", OWN) == "Bearer from-the-keyring"
    assert header("jira", CLOUD) is None
    backend.locked = True
    found, search = credentials.find("jira", OWN)
    assert found is None
    assert "the keyring cannot be asked (KeyringLocked)" in search.advice()


def test_a_system_without_a_keyring(keyring: Any) -> None:
    assert keyring.get_keyring().priority == 0
    found, search = credentials.find("jira", OWN)
    assert found is None
    assert search.passed == [], "that there is none is nothing to tell"


@pytest.mark.skipif(os.name != "posix", reason="scripts as programs need a POSIX system")
def test_gh_is_asked_for_its_host(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "gh"
    program.write_text(f"#!{sys.executable}\nimport sys\nprint('token-of', *sys.argv[1:], sep='/')\n")
    program.chmod(0o755)
    assert header("github", "https://api.github.com") == "Bearer token-of/auth/token/--hostname/github.com"
    own = "https://git.example.com/api/v3"
    assert header("github", own) == "Bearer token-of/auth/token/--hostname/git.example.com"
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.exit(1)\n")
    assert header("github", "https://api.github.com") is None


@pytest.mark.skipif(os.name != "posix", reason="scripts as programs need a POSIX system")
@pytest.mark.parametrize(("tool", "program"), [("github", "gh"), ("gitlab", "glab")])
def test_programs_cannot_hand_our_variables_to_another_host(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tool: str, program: str
) -> None:
    """Both print a token of the environment for whatever host they are asked for; so they are asked without any."""
    path = tmp_path / "bin" / program
    path.write_text(f"#!{sys.executable}\nimport os\nprint(*(v for k, v in os.environ.items() if 'TOKEN' in k))\n")
    path.chmod(0o755)
    for name in every_token():
        monkeypatch.setenv(name, "abc")
    assert header(tool, "https://evil.example") is None


def test_netrc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "netrc"
    path.write_text("machine jira.example.com login me password pw\nmachine gitlab.com login me password pat\n")
    path.chmod(0o600)
    monkeypatch.setenv("NETRC", str(path))
    assert header("jira", OWN) == "Basic bWU6cHc="
    assert header("gitlab", "https://gitlab.com") == "Bearer pat"
    assert header("jira", CLOUD) is None
    path.write_text("default login me password pw\n")
    assert header("jira", OWN) is None, "what is for any host is for none"
    path.write_text("machine jira.example.com login me password hush more garbage\n")
    found, search = credentials.find("jira", OWN)
    assert found is None
    assert "cannot be read" in search.advice()
    assert "hush" not in search.advice()


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_netrc_everybody_can_read_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "netrc"
    path.write_text("machine jira.example.com login me password pw\n")
    path.chmod(0o644)
    monkeypatch.setenv("NETRC", str(path))
    found, search = credentials.find("jira", OWN)
    assert found is None
    assert "chmod 600" in search.advice()
