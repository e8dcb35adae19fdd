"""What the tour plays. Each scene plays what is missing, from wherever the visitor has taken the company."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.tandem import CHAINS
from bot.delivery import outbox
from bot.demo.live.acting import Acting, CannotGoOn, first, newest
from bot.demo.live.telling import Telling
from bot.direction import ids as direction
from bot.direction.lines import repo as leads
from bot.direction.questions import repo as questions
from bot.direction.stances import repo as stances
from bot.direction.updates import repo as updates
from bot.direction.updates.models import UPDATE
from bot.direction.updates.service import CHANGE_FIELD
from bot.inbox.views import NEITHER_OF_THEM
from bot.people.chain import PEOPLE
from bot.people.check_ins import repo as written
from bot.people.lines import repo as lines
from bot.people.names import CHECK_IN
from bot.people.one_on_ones import repo as meetings
from bot.people.one_on_ones.views import ANSWER, ANSWERS_OPEN
from bot.playground import Message, Person
from bot.playground.page.guide import Sight
from bot.roster import models
from bot.roster import people as roster
from bot.setup import ids as setup
from bot.storage.work import Work

TEAM = "Atlas"
TRIES = 12
PROMPTS = 40
MEMBERS = ("jonas", "mia", "ravi", "tomas", "ida", "paulo")
SAID = "The new grid works. Reviews get stuck for two days; could we pair on them?"
UPDATE_SAID = "We moved the queue to the new cluster, because the old one could not hold Monday mornings."
QUESTION = "Does the old cluster stay until the audit in May?"
UNCLEAR = "I need an hour on the hiring plan, it keeps slipping."


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The coming one-on-one of a report, as far as a scene has to know it."""

    manager: str
    """Their Slack id."""
    meeting: str
    is_open: bool
    """The prompt is there, and waits for an answer, or for more of it."""
    answers: Sequence[datetime]
    """Since when each can be read."""
    goes_on_at: datetime | None
    """When something happens with it by itself."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a team's leader and their latest update stand."""

    lead: str
    """The id of the responsibility."""
    leader: str
    """Their Slack id."""
    update: str | None
    """The id of the newest that was not deleted."""
    out_at: datetime | None
    is_out: bool
    is_asked: bool
    """Whether a prompt for one waits."""


class Scenes:
    def __init__(self, acting: Acting, telling: Telling) -> None:
        self._act = acting
        self._telling = telling

    async def meet(self) -> str:
        clara, ana = self._act.person("clara"), self._act.person("ana")
        await self._act.looks_at_home(clara, ana)
        return "Clara and Ana opened their Home tabs: each sees their own part, and everybody's duties."

    async def answer(self) -> str:
        paulo = self._act.person("paulo")
        found, prompt = await self._asked(paulo)
        name = self._act.first_name(found.manager)
        if found.answers:
            return f"Paulo has answered already, for his one-on-one with {name}."
        await self._act.replies(paulo, prompt, SAID)
        return f"Paulo replied in the thread of the prompt, and Tandem says who reads it: he and {name}."

    async def open_answers(self) -> str:
        paulo = self._act.person("paulo")
        for _ in range(TRIES):
            found, _prompt = await self._answered(paulo)
            await self._act.wait_until(max(found.answers))
            manager = self._act.person_at(found.manager)
            message = newest(manager, ANSWERS_OPEN, found.meeting)
            if message is not None:
                await self._act.clicks(manager, message, ANSWERS_OPEN, found.meeting)
                name = first(manager.name)
                return f"{name} opened Paulo's answer with a click; that is one of a people manager's duties."
            await self._act.wait_for_a_prompt()
        raise CannotGoOn("Paulo's people manager has no message from which the answers open")

    async def wall(self) -> str:
        paulo = self._act.person("paulo")
        await self._answered(paulo)
        sight = await self._sight_of_record(paulo)
        if sight is None:
            raise CannotGoOn("Paulo has nothing in the record of a one-on-one")
        ben, clara = self._act.person("ben"), self._act.person("clara")
        await self._act.looks_at_home(ben, clara)
        names = [self._act.first_name(one.user) for one in sight.readers if one.may]
        others = len(sight.readers) - len(names)
        return (
            f"{' and '.join(names)} may read what Paulo wrote, and none of the {others} others: "
            "Ben and Clara opened their Home tabs and see states, not a word."
        )

    async def post(self) -> str:
        posted = await self._act.ask(_posted)
        leader = self._act.person_at(posted.leader)
        name = first(leader.name)
        if posted.update is not None and posted.is_out:
            return f"{name}'s update on {TEAM} is out already."
        if posted.update is None:
            await self._write_update(leader, posted)
            posted = await self._act.ask(_posted)
        if posted.out_at is not None:
            await self._act.wait_until(posted.out_at)
        return f"{name}'s update on {TEAM} is out: in the team's channel, and to each member."

    async def choose(self) -> str:
        await self.post()
        posted = await self._act.ask(_posted)
        update = posted.update
        if update is None:
            raise CannotGoOn(f"there is no update on {TEAM}")
        member, message = await self._member_with(posted.lead, update)
        name, leader = first(member.name), self._act.first_name(posted.leader)
        has_chosen, has_asked = await self._act.ask_of(member, lambda work, me: _took_part(work, update, me))
        if has_chosen and has_asked:
            return f"{name} has chosen and asked already."
        if not has_chosen:
            await self._act.clicks(member, message, f"{direction.STANCE}.in")
        if not has_asked:
            await self._act.replies(member, message, QUESTION)
        return (
            f"{name} chose a stance, which nobody sees by name, and asked a question, "
            f"which {leader} and the members of {TEAM} read."
        )

    async def type_something_unclear(self) -> str:
        noor = self._act.person("noor")
        if newest(noor, NEITHER_OF_THEM) is not None:
            return "Noor's text waits already, sealed, until she clicks where it belongs."
        number = await self._ambiguous(noor)
        await self._act.says(noor, UNCLEAR)
        asks = "no question waits for her" if number == 0 else f"{number} questions wait for her"
        return f"Noor just typed. As {asks}, Tandem doesn't guess: it asks her where the text belongs."

    async def change_manager(self) -> str:
        clara, mia, sam = (self._act.person(name) for name in ("clara", "mia", "sam"))
        before = await self._act.ask_of(mia, _manager_of)
        if before == sam.id:
            return "Mia's people manager is Sam already; what she wrote before stays behind the old line."
        await self._act.opens(clara, "/tandem", "setup")
        await self._act.goes_on(clara, setup.MANAGERS)
        await self._act.submits(clara, {setup.REPORTS: [mia], setup.MANAGER: sam})
        await self._told(sam, mia)
        await self._act.looks_at_home(clara)
        instead = f" instead of {self._act.first_name(before)}" if before else ""
        return f"Clara made Sam Mia's people manager{instead}: all three are told, and a new line begins."

    async def _asked(self, report: Person) -> tuple[CheckIn, Message]:
        """Time goes on until the report is asked for a check-in."""
        for _ in range(TRIES):
            found = await self._act.ask_of(report, _check_in)
            prompt = newest(report, ANSWER, found.meeting)
            if found.is_open and prompt is not None:
                return found, prompt
            if found.goes_on_at is None:
                break
            await self._act.wait_until(found.goes_on_at)
        raise CannotGoOn(f"{first(report.name)} is not asked for a check-in any time soon")

    async def _answered(self, report: Person) -> tuple[CheckIn, Message]:
        found, prompt = await self._asked(report)
        if not found.answers:
            await self._act.replies(report, prompt, SAID)
            found, prompt = await self._asked(report)
        if not found.answers:
            raise CannotGoOn(f"{first(report.name)} has no answer in the record")
        return found, prompt

    async def _told(self, person: Person, about: Person) -> None:
        """Time goes on until somebody reads of somebody else: nobody is told in the middle of the night."""
        for _ in range(TRIES):
            if about.name in person.last.reads:
                return
            await self._act.wait_for_a_prompt()

    async def _sight_of_record(self, person: Person) -> Sight | None:
        """Of what somebody typed last that is in the people chain; else of the prompt that was answered."""
        for message in reversed(person.dm):
            sight = await self._telling.sight(message) if message.user == person.id else None
            if sight is not None and sight.kind == PEOPLE.name:
                return sight
        prompt = newest(person, ANSWER)
        return await self._telling.sight(prompt) if prompt else None

    async def _write_update(self, leader: Person, posted: Posted) -> None:
        prompt = newest(leader, direction.WRITE, posted.lead) if posted.is_asked else None
        if prompt is not None:
            await self._act.replies(leader, prompt, UPDATE_SAID)
            return
        await self._act.opens(leader, "/direction")
        await self._act.goes_on(leader, direction.WRITE, posted.lead)
        await self._act.submits(leader, {CHANGE_FIELD: UPDATE_SAID})

    async def _member_with(self, lead: str, update: str) -> tuple[Person, Message]:
        """A member who has the update: the first that gets it, as each gets it at a fitting hour."""
        for _ in range(TRIES):
            for member in await self._act.ask(lambda work: _members(work, lead)):
                person = self._act.person_at(member)
                message = newest(person, f"{direction.STANCE}.in", update)
                if message is not None:
                    return person, message
            await self._act.wait_for_a_prompt()
        raise CannotGoOn(f"no member of {TEAM} has the update")

    async def _ambiguous(self, person: Person) -> int:
        """Time goes on until one question alone can't be meant; how many wait."""
        number = 0
        for _ in range(PROMPTS):
            number = await self._act.ask_of(person, _open_questions)
            if number > 1:
                return number
            await self._act.wait_for_a_prompt()
        if number == 1:
            raise CannotGoOn(f"{first(person.name)} is asked one thing only, so there is nothing to mix up")
        return number


def answered_below(report: Person) -> str:
    """The prompt in whose thread a report answered, and Tandem said who reads it."""
    prompt = newest(report, ANSWER)
    return prompt.ts if prompt and any(one.user == report.id for one in report.thread(prompt)) else ""


def _check_in(work: Work, me: models.Person) -> CheckIn:
    line = lines.open_line_of(work, me.id)
    one = meetings.coming(work, [line.id]).get(line.id) if line else None
    if line is None or one is None:
        raise CannotGoOn(f"{first(me.name)} has no one-on-one ahead")
    prompts = {prompt.id for prompt in PEOPLE.open_prompts(work, me)}
    waits = [
        it.due_at for it in outbox.to_come(work, PEOPLE.name) if (it.kind, it.subject) == (CHECK_IN, one.id)
    ]
    return CheckIn(
        roster.person(work, line.manager_id).slack_id,
        one.id,
        f"{CHECK_IN}:{one.id}" in prompts,
        [row.readable_from for row in written.answers_to(work, one.id) if row.author_id == me.id],
        min([*waits, *([one.next_at] if one.next_at else [])], default=None),
    )


def _posted(work: Work) -> Posted:
    team = next((one for one in roster.teams(work) if one.name == TEAM), None)
    held = leads.leads_of_team(work, team.id) if team else []
    if not held:
        raise CannotGoOn(f"nobody leads {TEAM} now")
    lead = held[0]
    update = updates.last_written(work, lead.id)
    return Posted(
        lead.id,
        roster.person(work, lead.leader_id).slack_id,
        update.id if update else None,
        update.readable_from if update else None,
        update is not None and update.readable_from <= work.now,
        bool(updates.open_occurrences(work, [lead.id], UPDATE)),
    )


def _took_part(work: Work, update: str, me: models.Person) -> tuple[bool, bool]:
    """Whether somebody has chosen, and asked."""
    return stances.of(work, update, me.id) is not None, bool(questions.asked_about(work, [update], me.id))


def _members(work: Work, lead_id: str) -> list[str]:
    """Slack ids of those who may choose: whom the story knows first."""
    lead = leads.lead(work, lead_id)
    known = [f"{name}@lantern.example" for name in MEMBERS]
    found = [one for one in leads.active_members(work, lead.team_id) if one.id != lead.leader_id]
    found.sort(key=lambda one: known.index(one.email) if one.email in known else len(known))
    return [one.slack_id for one in found]


def _open_questions(work: Work, me: models.Person) -> int:
    """How many wait for words, over both chains."""
    return sum(one.asks_text for chain in CHAINS for one in chain.open_prompts(work, me))


def _manager_of(work: Work, me: models.Person) -> str | None:
    line = lines.open_line_of(work, me.id)
    return roster.person(work, line.manager_id).slack_id if line else None
