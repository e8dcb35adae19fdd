"""Two weeks at Lantern, from the first morning: scenes on a timetable, habits in between."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.demo import cast
from bot.demo.habits import Habits
from bot.demo.stage import Stage
from bot.demo.transcript import Transcript
from bot.demo.watching import Watcher
from bot.playground import Message, Person

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday. Clocks in New York go forward on the Sunday after: prompts stay at ten."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in March 2026, in UTC."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


class Story:
    def __init__(self, stage: Stage, transcript: Transcript) -> None:
        self._stage = stage
        self._out = transcript
        self._watcher = Watcher(stage, transcript)
        self._habits = Habits(stage, self._watcher.act)

    async def play(self) -> None:
        await self._arrival()
        for moment, scene in self._timetable():
            await self._live_until(moment)
            await scene()
            await self._look()
        await self._live_until(at(13, 18))
        self._out.scene("Thursday and Friday: nothing is due, so nobody is asked anything")

    def _timetable(self) -> list[tuple[datetime, Callable[[], Awaitable[None]]]]:
        return [
            (at(2, 15), self._ben_states_the_direction),
            (at(3, 4), self._holi_is_near),
            (at(3, 12), self._ida_goes_on_leave),
            (at(6, 16), self._ben_looks_at_the_stances),
            (at(9, 15), self._noor_types_something_unclear),
            (at(9, 16), self._tomas_takes_something_back),
            (at(10, 15), self._mia_gets_another_manager),
        ]

    async def _live_until(self, moment: datetime) -> None:
        """What falls due is sent, and people do what they usually do."""
        while self._stage.clock.now() < moment:
            await self._stage.hop(moment)
            await self._look()
            await self._habits.react()
            await self._look()

    async def _look(self) -> None:
        await self._stage.settle()
        await self._watcher.look()

    def _person(self, name: str) -> Person:
        return self._stage.slack.person(f"{name}@lantern.example")

    async def _arrival(self) -> None:
        self._out.day(self._stage.clock.now())
        self._out.scene("Clara installs Tandem and imports her roster: people.csv and teams.csv")
        await self._watcher.look()
        report = await self._stage.import_roster(cast.people_file(), cast.teams_file())
        for hat, names in report.without.items():
            self._out.note(f"without a {hat}", names)
        self._out.note("with both hats", report.both_hats)
        await self._look()

    async def _ben_states_the_direction(self) -> None:
        self._out.scene("Ben leads Atlas. He says where it is going, and why")
        ben = self._person("ben")
        await ben.types("/direction")
        await self._stage.settle()
        await ben.clicks(ben.form, "direction.state")
        await self._stage.settle()
        where = "One cluster that any team can deploy to without asking us."
        why = "Every release waits for Atlas today, and waiting is the reason that people leave."
        await ben.submits({"Where we are going": where, "Why": why})
        self._watcher.act(ben, f"fills in the form: “{where} {why}”", "everyone here")

    async def _holi_is_near(self) -> None:
        self._out.scene("Wednesday is Holi in India, a public holiday: Priya is asked a day earlier")

    async def _ben_looks_at_the_stances(self) -> None:
        self._out.scene("Five members have chosen. Ben sees what at least four of them chose, never who")
        ben = self._person("ben")
        await ben.types("/direction")
        await self._stage.settle()
        await ben.clicks(ben.form, "direction.look")
        await self._stage.settle()
        count = next(line for line in ben.form.lines if "took part" in line)
        self._watcher.act(ben, f"opens Stances and questions: {count.lstrip('• ')}")
        while ben.modal is not None:
            await ben.closes()

    async def _ida_goes_on_leave(self) -> None:
        self._out.scene("Ida is away until Tuesday. She gets no prompts, and nobody learns why")
        ida = self._person("ida")
        await ida.types("/tandem", "pause")
        await self._stage.settle()
        await ida.submits({"Away until the end of": "2026-03-10"})
        self._watcher.act(
            ida, "/tandem pause, until the end of 10 March", "everyone, as a paused duty, without a reason"
        )

    async def _noor_types_something_unclear(self) -> None:
        self._out.scene(
            "Noor wears both hats. More than one question is open, so Tandem asks instead of guessing"
        )
        noor = self._person("noor")
        await noor.says("I need an hour on the hiring plan, it keeps slipping.")
        await self._look()
        card = noor.last
        await noor.clicks(card, choice(card, "check-in"))
        self._watcher.act(noor, "clicks the button that names her check-in")

    async def _tomas_takes_something_back(self) -> None:
        self._out.scene("Tomás typed without a thread. Nobody reads it for two minutes, and he thinks again")
        tomas = self._person("tomas")
        await tomas.says("And honestly, I have had an offer from elsewhere.")
        await self._look()
        await tomas.clicks(tomas.last, "Not for them")
        self._watcher.act(tomas, "clicks Not for them")
        await self._look()
        await tomas.clicks(tomas.last, "tandem.neither")
        self._watcher.act(tomas, "clicks Neither: the text is gone")

    async def _mia_gets_another_manager(self) -> None:
        self._out.scene(
            "Mia's people manager changes. A new line begins: Sam sees nothing old, and the loop goes on"
        )
        clara = self._person("clara")
        await clara.types("/tandem", "setup")
        await self._stage.settle()
        await clara.clicks(clara.form, "tandem.setup.managers")
        await self._stage.settle()
        await clara.submits(
            {"tandem.setup.reports": [self._person("mia")], "tandem.setup.manager": self._person("sam")}
        )
        self._watcher.act(clara, "/tandem setup: Mia Chen → Sam Okafor", "everyone concerned, who is told")
        while clara.modal is not None:
            await clara.closes()


def choice(card: Message, words: str) -> str:
    """The label of the button that has these words in it."""
    return next(label for label in card.buttons if words in label)
