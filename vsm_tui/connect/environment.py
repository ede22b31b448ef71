"""What each tool's own programs call their variables of the environment, and for which servers a token in one is.

A token is for one server. A stream file may come from anybody and name any address, so a token goes only to the host
the tool is known by (github.com, company.atlassian.net), or to the one the user's own environment names beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from vsm_tui.connect.secret import Form


@dataclass(frozen=True, slots=True)
class Names:
    """What is looked for, for one tool.

    ``tokens`` are variables in order, each with the variable of the login that goes with it ("": none).
    ``hosts`` are variables that say for which server those are, ``public`` the servers that need none said (``.x``:
    any below x), ``own`` tokens for any other server that ``hosts`` names. ``program`` prints a token for the host
    added to it. ``form`` is how a token without a login is sent.
    """

    tokens: tuple[tuple[str, str], ...]
    hosts: tuple[str, ...]
    public: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    program: tuple[str, ...] = ()
    form: Form = "bearer"

    @property
    def login(self) -> str:
        """The variable of the login that goes with a token found elsewhere; "" where a token says whose it is."""
        return next((login for _, login in self.tokens if login), "")

    def is_public(self, host: str) -> bool:
        """Whether a host is one everybody's tokens of this tool are for."""
        return any(host.endswith(known) if known.startswith(".") else host == known for known in self.public)


TOOLS: dict[str, Names] = {
    "jira": Names(
        (("JIRA_API_TOKEN", "JIRA_EMAIL"), ("JIRA_TOKEN", "")), ("JIRA_URL",), (".atlassian.net", "api.atlassian.com")
    ),
    "github": Names(
        (("GH_TOKEN", ""), ("GITHUB_TOKEN", "")),
        ("GH_HOST",),
        ("github.com", "api.github.com", ".ghe.com"),
        own=("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"),
        program=("gh", "auth", "token", "--hostname"),
    ),
    "gitlab": Names(
        (("GITLAB_TOKEN", ""), ("GITLAB_ACCESS_TOKEN", "")),
        ("GITLAB_HOST", "GL_HOST", "GITLAB_URI"),
        ("gitlab.com",),
        program=("glab", "config", "get", "token", "--host"),
    ),
    "jenkins": Names((("JENKINS_API_TOKEN", "JENKINS_USER_ID"),), ("JENKINS_URL",)),
    "azure": Names(
        (("AZURE_DEVOPS_EXT_PAT", ""), ("AZDO_PERSONAL_ACCESS_TOKEN", "")),
        ("AZDO_ORG_SERVICE_URL",),
        ("dev.azure.com", ".visualstudio.com"),
        form="password",
    ),
    "circleci": Names(
        (("CIRCLECI_TOKEN", ""), ("CIRCLE_TOKEN", ""), ("CIRCLECI_CLI_TOKEN", "")),
        ("CIRCLECI_CLI_HOST",),
        ("circleci.com",),
        form="login",
    ),
    "devlake": Names((("DEVLAKE_PASSWORD", "DEVLAKE_USER"),), ("DEVLAKE_HOST",)),
}


def every_token() -> list[str]:
    """All variables that may hold a token: a program that prints one of its own is started without them."""
    return [name for known in TOOLS.values() for name in (*(token for token, _ in known.tokens), *known.own)] + [
        "OAUTH_TOKEN", "CI_JOB_TOKEN"
    ]  # fmt: skip
