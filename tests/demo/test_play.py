"""The demo plays from beginning to end, and shows what it promises."""

import io

import pytest
from rich.console import Console

from bot.demo.play import play_script

pytestmark = pytest.mark.xdist_group("demo")
"""It is played once, for all of these."""


@pytest.fixture(scope="module")
def transcript() -> str:
    out = io.StringIO()
    assert play_script(Console(file=out, width=118)) == 0
    return out.getvalue()


@pytest.mark.parametrize(
    "words",
    [
        "seen by",
        "both hats",
        "More than one question is open",
        "Not for them",
        "A new line begins",
        "4 took part",
        "The ledger, as everybody may see it",
        "D2 a direction update",
    ],
)
def test_it_shows_the_main_job(transcript: str, words: str) -> None:
    assert words in " ".join(transcript.split())


def test_what_somebody_took_back_reaches_nobody(transcript: str) -> None:
    told = transcript.split("I have had an offer from elsewhere")
    assert len(told) == 3  # as Tomás typed it, and as Tandem asks him where it belongs


def test_nobody_on_leave_is_prompted(transcript: str) -> None:
    away = transcript[transcript.index("Ida is away") : transcript.index("Wednesday 11 March")]
    assert "Tandem ▸ Ida" not in away
