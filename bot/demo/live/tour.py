"""The tour: eight steps through what Tandem is for. Any can be played, in any order and more than once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.demo.live.acting import Acting, CannotGoOn
from bot.demo.live.flow import Flow
from bot.demo.live.scenes import Scenes, answered_below
from bot.demo.live.telling import Telling
from bot.playground import Impossible, Person
from bot.playground.page.guide import Step

log = logging.getLogger(__name__)
HOME, DM = "home", "dm"
Play = Callable[[Scenes], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Stop:
    """A step before anybody walks the tour: the panes are named by person and place."""

    title: str
    words: str
    left: tuple[str, str]
    right: tuple[str, str]
    play: Play
    thread: Callable[[Person], str] | None = None
    """Which thread is open on the left, once there is something in it."""
    is_to_be_seen: bool = False
    """What it opened stays open until somebody goes on from it."""


STOPS: Sequence[Stop] = (
    Stop(
        "Two chains",
        "Everybody here hangs on two chains: a people manager who looks after them, and leaders who say "
        "where their teams are going. The list shows who holds what. Home shows each their own part, and "
        "the ledger shows everyone which duties are kept.",
        ("clara", HOME),
        ("ana", HOME),
        Scenes.meet,
    ),
    Stop(
        "Paulo is asked",
        "The working day before a one-on-one, at ten their own time, both are prompted. Paulo can reply "
        "in the thread, just type, or use the form. Try it as him, or let it be played.",
        ("paulo", DM),
        ("ana", DM),
        Scenes.answer,
        thread=answered_below,
    ),
    Stop(
        "Ana opens the answer",
        "Ana is shown that there is an answer, not what it says. She opens it with a click, and only the "
        "two of them can.",
        ("paulo", DM),
        ("ana", DM),
        Scenes.open_answers,
        is_to_be_seen=True,
    ),
    Stop(
        "The wall",
        "Ben leads Atlas, to which Paulo belongs, and Clara is the admin. Neither reads what Paulo wrote. "
        "Ask any message who can see it: the answer comes from Tandem's own rules.",
        ("paulo", DM),
        ("ben", HOME),
        Scenes.wall,
    ),
    Stop(
        "Where the team is going",
        "A leader tells the team what has changed and why, every two weeks. It goes out two minutes "
        "later, so that it can still be taken back, and everyone may read it.",
        ("ben", DM),
        ("jonas", DM),
        Scenes.post,
    ),
    Stop(
        "To follow, or to ask",
        "Members choose a stance if they like, signed or not; unsigned ones are counted from four up. A "
        "reply in the thread is a question.",
        ("jonas", DM),
        ("ben", DM),
        Scenes.choose,
    ),
    Stop(
        "Whose turn is it?",
        "Noor wears both hats. When she just types and it could be meant for several, Tandem doesn't "
        "guess: it says who would read it where, and until she clicks, the text waits, sealed.",
        ("noor", DM),
        ("olu", DM),
        Scenes.type_something_unclear,
    ),
    Stop(
        "Another manager",
        "Clara gives Mia another people manager. A new line begins: Sam sees nothing that was written "
        "before, the loop goes on by itself, and the ledger shows who holds what now.",
        ("clara", HOME),
        ("sam", DM),
        Scenes.change_manager,
    ),
)


class Tour:
    """One step is played at a time."""

    def __init__(self, flow: Flow, telling: Telling) -> None:
        self._acting = Acting(flow)
        self._scenes = Scenes(self._acting, telling)
        self._turn = asyncio.Lock()

    @property
    def steps(self) -> Sequence[Step]:
        look = self._acting.look
        return [
            Step(
                stop.title,
                stop.words,
                look(*stop.left, thread=stop.thread),
                look(*stop.right),
                self._played(stop),
                self._left if stop.is_to_be_seen else None,
            )
            for stop in STOPS
        ]

    def _played(self, stop: Stop) -> Callable[[], Awaitable[str]]:
        async def do() -> str:
            async with self._turn:
                await self._acting.puts_away()
                try:
                    return await self._said(stop)
                finally:
                    if not stop.is_to_be_seen:
                        await self._acting.puts_away()

        return do

    async def _said(self, stop: Stop) -> str:
        try:
            return await stop.play(self._scenes)
        except CannotGoOn as reason:
            return f"This can't be played from here: {reason}."
        except Impossible as reason:
            log.info("a step could not be played: %s", type(reason).__name__)
            return "This can't be played from where things are now. The other steps still can."

    async def _left(self) -> None:
        async with self._turn:
            await self._acting.puts_away()
