"""What of a stream file is a credential: each is an error at its line, and never quoted."""

from __future__ import annotations

from pathlib import Path

import pytest

from vsm_tui.cli.main import run
from vsm_tui.files import read_stream
from vsm_tui.model import InputError
from vsm_tui.model.secrets import TOKEN, looks_secret

HEAD = "vsm: 1\nname: X\nstages:\n  - id: a\n"

SHAPES = {
    "GitHub": ("ghp_" + "a1B2" * 9, "github_pat_" + "a1B2" * 9, "ghs_" + "0" * 36),
    "GitLab": ("glpat-" + "x-_9" * 5, "gldt-" + "a1B2" * 5, "glptt-" + "a" * 40),
    "Atlassian": ("ATATT3x" + "Ff1_-=" * 20, "ATCTT3x" + "Ff1" * 20),
    "CircleCI": ("CCIPAT_" + "a1B2" * 9, "CCIPRJ_" + "a1B2" * 9),
    "Jenkins": ("11" + "0af9" * 8,),
    "Azure DevOps": ("a2z7" * 13, "a1B2" * 19 + "AZDO" + "x9Yz"),
    "signed": ("eyJ" + "a" * 20 + ".eyJ" + "b" * 20 + "." + "c-_" * 10,),
}


def problems(text: str, tmp_path: Path) -> list[tuple[int, str]]:
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        return [(p.line, p.text) for p in read_stream(path).warnings]
    except InputError as error:
        return [(p.line, p.text) for p in error.problems]


@pytest.mark.parametrize("token", [token for tokens in SHAPES.values() for token in tokens])
@pytest.mark.parametrize(
    "line",
    [
        "notes: {}", "notes: use {} to pull", "name: {}", "# jira: {}", "log: {}", "start: 'with {}'",
        "sources: [{{tool: jira, url: 'https://j.example', jql: {}}}]",
        "sources: [{{tool: jira, more: [a, {{b: '{}'}}]}}]", "experiments: [{{hypothesis: {}}}]",
        "finish: {{state: {}}}",
    ],
)  # fmt: skip
def test_a_token_is_known_wherever_it_stands(tmp_path: Path, token: str, line: str) -> None:
    text = HEAD.replace("name: X\n", "") if line.startswith("name") else HEAD
    found = problems(text + line.format(token) + "\n", tmp_path)
    assert [at for at, told in found if "token" in told] == [text.count("\n") + 1]
    assert not any(token in told for _, told in found)


@pytest.mark.parametrize(
    "text",
    ["0123456789abcdef0123456789abcdef01234567", "AB-1 and CD-22", "glpat-short", "ghp_short", "refactor-" * 9,
     "11 days", "eyJ.eyJ.x", "https://j.example/browse/AB-1", "a" * 51, "a" * 53],
)  # fmt: skip
def test_what_is_no_token(tmp_path: Path, text: str) -> None:
    assert not TOKEN.search(text)
    assert problems(f"{HEAD}notes: {text}\n", tmp_path) == []


@pytest.mark.parametrize(
    "source",
    [
        "url: 'https://me:pw@j.example'", "url: 'https://pw@j.example'", "url: 'https://j.example/?access_token=pw'",
        "url: 'https://j.example/#private_token=pw'", "dsn: 'mysql://me:pw@lake/db'", "dsn: 'me:pw@tcp(lake:3306)/db'",
        "dsn: 'host=lake user=me password=pw dbname=db'", "dsn: 'Server=lake;Pwd=pw;'",
        "jql: 'summary ~ x and url = https://me:pw@j.example'", "path: 'https://me:pw@git.example/x.git'",
    ],
)  # fmt: skip
def test_an_address_with_a_login(tmp_path: Path, source: str) -> None:
    found = problems(f"{HEAD}sources:\n  - tool: jira\n    {source}\n", tmp_path)
    assert [line for line, told in found if "holds a login" in told] == [7]
    assert not any("pw" in told for _, told in found)


@pytest.mark.parametrize(
    "source",
    ["url: 'https://j.example/jira'", "path: 'git@git.example:x/y.git'", "dsn: 'mysql://me@lake:3306/db'",
     "jql: 'Password = reset AND token = 5'", "path: 'C:\\x@y'", "dsn: 'postgresql://lake/db?sslmode=require'"],
)  # fmt: skip
def test_an_address_without_one(tmp_path: Path, source: str) -> None:
    assert problems(f"{HEAD}sources:\n  - tool: jira\n    {source}\n", tmp_path) == []


@pytest.mark.parametrize("key", ["token", "API-Token", "api_key", "pat", "Cookie", "auth", "client_secret", "pwd"])
def test_names_of_secrets(tmp_path: Path, key: str) -> None:
    assert looks_secret(key)
    found = problems(f"{HEAD}sources:\n  - tool: jira\n    {key}: hush\n", tmp_path)
    assert [(line, "looks like a secret" in told) for line, told in found] == [(7, True)]
    assert "hush" not in str(found)


@pytest.mark.parametrize("key", ["path", "pattern", "author", "url", "jql", "key", "board", "authors", "cloud_id"])
def test_names_of_nothing_secret(key: str) -> None:
    assert not looks_secret(key)


def test_a_command_in_a_stream_file_is_never_run(tmp_path: Path) -> None:
    found = problems(f"{HEAD}sources:\n  - tool: jira\n    token_command: touch pwned\n", tmp_path)
    assert "programs named in a stream file are never run" in found[0][1]
    assert "JIRA_TOKEN_COMMAND" in found[0][1]


def test_check_looks_into_sources_and_asks_nobody(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        f"{HEAD}sources:\n"
        "  - {tool: jira, url: 'http://j.example', jql: x}\n"
        "  - {tool: jira, url: 'https://j.example', jqll: x}\n"
        "  - {tool: git, path: nowhere}\n"
        "  - {tool: git, pathh: x}\n"
    )
    assert run(["check", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[1] for line in lines] == ["6", "7", "9"]
    assert "write https://j.example" in lines[0]
    assert "did you mean jql?" in lines[1]
    assert "did you mean path?" in lines[2]


@pytest.mark.parametrize(
    "source",
    [
        "{{tool: github, repo: a/b, token: {}}}",
        "{{tool: github, repo: a/b, url: 'https://x:{}@ghe.example'}}",
        "{{tool: github, repo: a/b, more: {{password: {}}}}}",
    ],
)
def test_one_credential_is_one_error(tmp_path: Path, source: str) -> None:
    text = HEAD + f"sources:\n  - {source.format('ghp_' + 'a1B2' * 9)}\n"
    assert len([told for _, told in problems(text, tmp_path) if "credentials never belong" in told]) == 1
