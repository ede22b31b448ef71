"""Values as people say them: what is read, and what is asked back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_tui.edit import EditError, SetValue
from vsm_tui.files import parse_stream
from vsm_tui.files.answers import form, parse_sheet
from vsm_tui.model import Asked, Clock, Estimate, InputError, QuantityError, Share, Stage, Stream, spoken
from vsm_tui.tui.guiding.answers import out_of_100
from vsm_tui.tui.mapview.values import read_value

STREAM = Stream("Feature", stages=(Stage("review", "Code review"),))


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2 days", "2d"), ("2 d", "2d"), ("two days", "2d"), ("1.5 days", "1.5d"), ("1½ days", "1.5d"),
        ("30min", "30m"), ("30 minutes", "30m"), ("1h30", "1h30m"), ("1h 5", "1h5m"), ("2 hours and 30 min", "2h30m"),
        ("half a day", "0.5d"), ("half an hour", "0.5h"), ("two and a half weeks", "2.5w"), ("an hour", "1h"),
        ("2 days, 4 hours", "2d4h"), ("3 business days", "3d"), ("2 calendar days", "2cd"), ("~2d", "2d"),
        ("about 3 hours", "3h"), ("٣d", "3d"), ("1..2..4d", "1d..2d..4d"), ("1d…2d…4d", "1d..2d..4d"), ("0", "0m"),
        ("PT30M", "30m"), ("2\u2009d", "2d"),
    ],
)  # fmt: skip
def test_times_are_read_as_people_say_them(said: str, read: str) -> None:
    assert spoken.time(said) == (Estimate.parse(read), False)
    assert str(spoken.whole_time(said)) == read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("1d to 2d", "1d..1.5d..2d"), ("1d-2d", "1d..1.5d..2d"), ("1–2d", "1d..1.5d..2d"), ("1d..2d", "1d..1.5d..2d"),
        ("between 1 and 2 days", "1d..1.5d..2d"), ("4h-2d", "4h..1d2h..2d"), ("20 to 30 min", "20m..25m..30m"),
    ],
)  # fmt: skip
def test_of_two_ends_the_middle_is_typical_where_that_is_said_back(said: str, read: str) -> None:
    assert spoken.time(said) == (Estimate.parse(read), True)
    told = read_value("wait", said, Clock())
    assert told.value == Estimate.parse(read)
    assert "the middle" in told.meaning
    with pytest.raises(QuantityError, match="and typically") as error:
        spoken.whole_time(said)
    assert read in str(error.value)
    with pytest.raises(EditError, match="and typically"):
        SetValue(STREAM.stages[0], "wait", said).apply(STREAM)


@given(st.integers(0, 1000), st.integers(0, 1000), st.sampled_from(["m", "h", "d", "w"]), st.sampled_from("mhdw"))
def test_the_middle_is_in_the_middle_on_any_clock(low: int, high: int, unit: str, other: str) -> None:
    for clock in (Clock(), Clock(day=3600 * 5, week=4)):
        try:
            found = spoken.time(f"{low}{unit} to {high}{other}").estimate
        except QuantityError:
            assert unit != other or low > high or not high
            continue
        first, middle, last = found.seconds(clock)
        assert middle == (first + last) / 2


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("2d-1d", "shorter time first"), ("1d..0d", "shorter time first"), ("30-2h", "shorter time first"),
        ("1-2", "1-2 has no unit"), ("4", "4 has no unit: write 4m"), ("-2d", "negative"),
        ("1:30", "write 1h30m or 1m30s"), ("2 months", "a month has no one length"), ("1 year", "such as 52w"),
        ("up to 2d", "one end only"), ("<2d", "one end only"), ("min 2d", "one end only"), ("?", "leave it empty"),
        ("x", "is no time: write 30m"), ("1h75", "is no time"), ("2²d", "is no time"), ("1e9m", "is no time"),
        ("1d..2d..3d..4d", "has 4 points"), ("x" * 500, "too long"), ("99999999999999w", "more than 100 years"),
        ("5219w", "more than 100 years"), ("1d..2d..40000d", "more than 100 years"), ("2d2d", "names a unit twice"),
    ],
)  # fmt: skip
def test_what_is_no_one_time_is_asked_back_in_short(said: str, words: str) -> None:
    with pytest.raises(QuantityError, match=words) as error:
        spoken.time(said)
    assert len(str(error.value)) < 110
    assert read_value("touch", said, Clock()).wrong == str(error.value)


@pytest.mark.parametrize(
    ("said", "read", "rest"),
    [
        ("8/10", "80%", ""), ("8 of 10", "80%", ""), ("8 out of 10", "80%", ""), ("80", "80%", ""), ("80 %", "80%", ""),
        ("80 percent", "80%", ""), ("1 in 4 unclear", "25%", "unclear"), ("25 unclear requirement", "25%", "unclear"),
        ("0", "0%", ""), ("100", "100%", ""), ("0.5%", "0.5%", ""), ("1/3", "33.33%", ""),
    ],
)  # fmt: skip
def test_shares_are_read_as_people_say_them(said: str, read: str, rest: str) -> None:
    share, words = spoken.share_and_rest(said)
    assert (str(share), words.split(" ")[0]) == (read, rest)
    assert out_of_100(said) == (share, words, "")
    assert read_value("loop", said, Clock()).value == (share, words)
    assert words or read_value("pca", said, Clock()).value == share


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("0.8", "write 80% or 0.8%"), (".8", "write 80% or 0.8%"), ("0,85", "write 85% or 0.85%"),
        ("12/10", "12 of 10 is more than everything"), ("120", "more than everything"), ("9" * 500, "more than every"),
    ],
)  # fmt: skip
def test_a_share_that_can_mean_two_things_is_asked_back(said: str, words: str) -> None:
    assert words in read_value("pca", said, Clock()).wrong
    assert words in out_of_100(said)[2]


def test_people_are_counted_as_they_are_said() -> None:
    assert [spoken.people(text) for text in ("2", "2,5", "two", "2 people", "1.5 FTE")] == [2, 2.5, 2, 2, 1.5]
    with pytest.raises(QuantityError, match="a number such as 2"):
        spoken.people("2-3")


def test_a_form_takes_what_people_say_and_a_stream_file_says_how_it_would() -> None:
    sheet = parse_sheet(form(STREAM).replace("    wait:\n", "    wait: 2 days\n"), "a.yaml", STREAM)
    assert sheet.answers == {Asked("review", "wait"): Estimate.parse("2d")}
    file = "vsm: 1\nname: F\nstages:\n  - id: review\n    wait: {}\n    pca: {}\n"
    with pytest.raises(InputError) as error:
        parse_stream(file.format("2 days", "8/10"), "s.yaml")
    assert [p.text for p in error.value.problems] == [
        "wait: '2 days' is not how a file says it: write 2d",
        "pca: '8/10' is not how a file says it: write 80%",
    ]
    with pytest.raises(InputError) as error:
        parse_stream(file.format("99999999999999w", "80%"), "s.yaml")
    assert [p.text for p in error.value.problems] == [
        "wait: 99999999999999w is more than 100 years: check the number and its unit"
    ]


@given(st.text(max_size=150))
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    for read in (spoken.time, spoken.share_and_rest, spoken.people):
        try:
            read(text)
        except QuantityError as error:
            said = str(error)
        else:
            continue
        assert 0 < len(said) < 200


@given(st.sampled_from(["", "1d", "2 days", "80", "8/10"]), st.integers(0, 100))
def test_the_short_form_reads_as_itself(text: str, share: int) -> None:
    assert spoken.share(f"{share}%") == Share.parse(f"{share}%")
    if text.endswith(("d", "s")):
        found = spoken.whole_time(text)
        assert spoken.whole_time(str(found)) == found
