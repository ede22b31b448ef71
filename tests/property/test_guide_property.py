"""Laws of the guide: any stream has its steps, and answering what is asked for completes them."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.streams import streams
from vsm_tui.flow import expected
from vsm_tui.flow.steps import STEPS, Ask, way
from vsm_tui.model import Stream
from vsm_tui.tui.guiding import walk
from vsm_tui.tui.guiding.answers import answer
from vsm_tui.tui.guiding.prompts import missing, prompt
from vsm_tui.tui.guiding.said import said
from vsm_tui.tui.guiding.walk import Place

law = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=100)
_MOST = 400


@law
@given(streams(), st.booleans())
def test_any_stream_has_its_steps(stream: Stream, logged: bool) -> None:
    found = way(stream, logged=logged)
    assert tuple(step.name for step in found.steps) == STEPS
    keys = [ask.key for step in found.steps for ask in step.asks]
    assert len(keys) == len(set(keys))
    assert all(not ask.known for step in found.steps for ask in step.missing)
    for step in found.steps:
        assert not (step.done and step.missing)
        for ask in step.asks:
            assert prompt(stream, ask).question
            assert missing(stream, ask)
            if ask.kind in ("wait", "touch", "outside", "pca") and ask.known:
                again = answer(stream, ask, said(stream, ask))
                assert again.change is None, "what is known, typed again, changes nothing"
                assert again.meaning
    if found.next is None:
        assert not expected(stream).gaps
    if found.step("improve").reached:
        assert expected(stream).lead_time.mean is not None
    assert walk.first(found).ask == found.next


def typed(ask: Ask, at: int) -> str:
    """An answer that is always possible."""
    match ask.kind:
        case "wait" | "touch" | "outside":
            return "2h"
        case "pca":
            return "80"
        case "back" | "rate":
            return "0"
        case "log":
            return "https://github.com/owner/name"
        case "states":
            return f"waits {at} / works {at}"
        case "finish":
            return f"finished {at}"
        case "guesses":
            return "yes"
        case _:
            return f"answer {at}"


@law
@given(streams())
def test_answering_what_is_asked_for_completes_every_step(stream: Stream) -> None:
    for at in range(_MOST):
        found = way(stream)
        ask = found.next or next(iter(found.step("data").missing), None)
        if ask is None:
            break
        given_answer = answer(stream, ask, typed(ask, at))
        assert given_answer.change is not None, (ask, given_answer)
        stream = given_answer.change.apply(stream)
        after = way(stream).find(ask.key)
        assert after is None or after.known, "what was answered is not asked for again"
    found = way(stream)
    assert all(step.done for step in found.steps if step.name != "improve")
    assert found.step("improve").reached
    assert expected(stream).lead_time.mean is not None


@law
@given(streams())
def test_the_keys_alone_lead_everywhere_and_end(stream: Stream) -> None:
    found = way(stream)
    place = Place("scope", found.step("scope").asks[0])
    for _ in range(_MOST):
        after = walk.neighbour(found, place, 1)
        assert walk.neighbour(found, after, -1) == place or after == place
        if after == place:
            break
        place = after
    assert place.step == ("improve" if found.step("improve").reached else "review" if stream.stages else "stages")
