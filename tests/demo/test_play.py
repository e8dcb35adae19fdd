"""The demo plays from beginning to end, and shows what it promises."""

import io
import logging

import pytest
from rich.console import Console

from bot.demo.play import play_script, quiet

WORDS = (
    "seen by",
    "both hats",
    "More than one question is open",
    "Not for them",
    "A new line begins",
    "4 took part",
    "The ledger, as everybody may see it",
    "D2 a direction update",
)


def test_it_shows_the_main_job_and_what_stays_private() -> None:
    """One test, for it takes its time to play."""
    out = io.StringIO()
    assert play_script(Console(file=out, width=118)) == 0
    transcript = out.getvalue()
    said = " ".join(transcript.split())
    assert [words for words in WORDS if words not in said] == []
    assert_that_what_was_taken_back_reaches_nobody(transcript)
    assert_that_nobody_on_leave_is_prompted(transcript)


def test_an_error_is_said_without_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    with quiet():
        try:
            raise ValueError("I have had an offer from elsewhere")
        except ValueError:
            logging.getLogger("aiohttp.server").exception("Error handling request")
    said = capsys.readouterr().err
    assert "Error handling request\nValueError at test_an_error_is_said" in said
    assert "offer" not in said


def assert_that_what_was_taken_back_reaches_nobody(transcript: str) -> None:
    told = transcript.split("I have had an offer from elsewhere")
    assert len(told) == 3  # as Tomás typed it, and as Tandem asks him where it belongs


def assert_that_nobody_on_leave_is_prompted(transcript: str) -> None:
    away = transcript[transcript.index("Ida is away") : transcript.index("Wednesday 11 March")]
    assert "Tandem ▸ Ida" not in away
