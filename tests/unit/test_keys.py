"""Keys of tickets in titles, branches and trailers, and what only looks like one."""

from __future__ import annotations

import pytest

from vsm_tui.events.keys import first_named, ticket_keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("PAY-12: pay twice", ["PAY-12"]),
        ("[PAY-12] and PAY-7, PAY-12 again", ["PAY-12", "PAY-7"]),
        ("Merge branch 'feature/PAY-12-retry' into main", ["PAY-12"]),
        ("feature/PAY-12_retry", ["PAY-12"]),
        ("A1_B2-3.", ["A1_B2-3"]),
        ("read as UTF-8, not as ISO-8859-1; SHA-256; CVE-2024-30171; RFC-2616", []),
        ("PAY-0 PAY-01 xPAY-1 PAY-12a PAY-1.5 PAY-12345678 pay-3 P-1", []),
        ("ABCDEFGHIJK-1", []),
        ("", []),
    ],
)
def test_keys_in_a_text(text: str, keys: list[str]) -> None:
    assert ticket_keys(text) == keys


def test_named_projects_are_the_only_ones_and_in_any_case() -> None:
    assert ticket_keys("feature/pay-12 UTF-8 OPS-3", ["PAY"]) == ["PAY-12"]
    assert ticket_keys("utf-8", ["utf"]) == ["UTF-8"], "whoever says so has such a project"


def test_a_title_counts_before_a_body() -> None:
    assert first_named(["Retry"], ["Refs: PAY-2"], ["as in PAY-9"]) == ["PAY-2"]
    assert first_named(["PAY-1 and", "PAY-3"], ["PAY-2"]) == ["PAY-1", "PAY-3"]
    assert first_named([], ["none"]) == []


def test_a_huge_text_takes_no_time() -> None:
    assert ticket_keys("A" * 500_000 + "-" * 500_000 + "A-" * 200_000) == []
