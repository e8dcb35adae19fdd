"""What the page can't know of Tandem: roles, what comes next, and who may read what. The chains say it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.app.tandem import CHAINS
from bot.chain import Coming, Leave, Shown, Sight, Told
from bot.delivery import outbox
from bot.demo.stage import Stage
from bot.playground import Message
from bot.playground.page import guide as page
from bot.roster import people as roster
from bot.roster.models import Person
from bot.setup import policy as setup
from bot.storage.work import Work

MOST = 10
ADMIN = "admin: reads no content"
NOBODY_ELSE = "no part in it"
NOT_THEIRS = "not shown to them"
NOTICE = "A message of Tandem's with nothing in it that somebody wrote"
ANSWER = "An answer to a click or a command, which Slack shows to one person"
NOT_STORED = "Tandem keeps nothing of this message"


def coming(work: Work) -> list[tuple[str, Coming]]:
    """What is due next in either chain, with the chain's name, the soonest first."""
    found = [(chain.name, one) for chain in CHAINS for one in chain.coming(work)]
    ahead = [pair for pair in found if pair[1].at > work.now]
    return sorted(ahead, key=lambda pair: (pair[1].at, pair[1].words))


@dataclass(frozen=True, slots=True)
class Records:
    """What a message holds: the records of one chain, or none and a word on why."""

    kind: str
    what: str
    sights: Sequence[Sight] = ()
    alone: str = ""
    """Where there is no record: the person id of whoever sees the message."""
    why: str = ""
    """Why they do."""


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody, and how they stand outside the chain that a message belongs to."""

    work: Work
    people: Sequence[Person]
    admins: frozenset[str]
    towards: Mapping[str, Sequence[tuple[str, str, frozenset[str]]]] = field(default_factory=dict)
    """By person id: chain, words, and for whom they hold it."""

    def why_not(self, person: Person, kind: str, about: frozenset[str]) -> str:
        for chain, words, whom in self.towards.get(person.id, ()):
            if chain != kind and whom & about:
                return f"{words[0].lower()}{words[1:]}, which is the other chain"
        return ADMIN if person.id in self.admins else NOBODY_ELSE


class Telling:
    """The three answers of the guide that are read from Tandem's rows."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def roles(self) -> Mapping[str, Sequence[page.Role]]:
        return await self._stage.read(_roles)

    async def coming(self) -> Sequence[page.Coming]:
        found = await self._stage.read(coming)
        return [page.Coming(one.at, one.words, chain) for chain, one in found[:MOST]]

    async def sight(self, message: Message) -> page.Sight | None:
        """None for what people say in channels: that is Slack's alone."""
        workspace = self._stage.slack.workspace
        is_dm = workspace.conversations[message.channel].is_dm
        if message.deleted or not (message.is_from_app or is_dm):
            return None
        return await self._stage.read(lambda work: _sight(work, self._stage, message))


def _roles(work: Work) -> Mapping[str, Sequence[page.Role]]:
    slack_ids = {person.id: person.slack_id for person in roster.everyone(work)}
    found: dict[str, list[page.Role]] = {}
    for chain in CHAINS:
        for role in chain.roles(work):
            if role.person_id in slack_ids:
                found.setdefault(slack_ids[role.person_id], []).append(page.Role(chain.name, role.words))
    return found


def _sight(work: Work, stage: Stage, message: Message) -> page.Sight | None:
    company = _company(work)
    records = _records(work, stage, message, company.people)
    readers = [_reader(company, records, person) for person in company.people]
    notes = list(dict.fromkeys(_notes(work, records)))
    return page.Sight(records.what, records.kind, readers, " ".join(notes))


def _company(work: Work) -> Company:
    people = roster.everyone(work)
    towards: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
    for chain in CHAINS:
        for role in chain.roles(work):
            towards.setdefault(role.person_id, []).append((chain.name, role.words, role.towards))
    return Company(work, people, frozenset(one.id for one in setup.admins(work)), towards)


def _records(work: Work, stage: Stage, message: Message, people: Sequence[Person]) -> Records:
    if not message.is_from_app:
        return _kept(work, stage, [f"{message.channel}:{message.ts}"], people) or _alone(
            work, NOT_STORED, message.user, "wrote it"
        )
    if message.ephemeral_to is not None:
        told = Told(_person_id(work, message.ephemeral_to), _buttons(message))
        return _kept(work, stage, [told], people) or _alone(work, ANSWER, message.ephemeral_to, "asked")
    found = outbox.at_address(work, message.channel, message.ts)
    kept = _kept(work, stage, found, people)
    if kept is not None:
        return kept
    chain = found[0].chain if found and found[0].chain in {one.name for one in CHAINS} else ""
    to = found[0].recipient if found else ""
    return Records(chain, NOTICE, alone=to, why="it was sent to them")


def _kept(work: Work, stage: Stage, shown: Sequence[Shown], people: Sequence[Person]) -> Records | None:
    """Of the chain that has it; a text that waits is in none."""
    sources = [*((chain.name, chain.sight) for chain in CHAINS), ("", stage.tandem.inbox.sight)]
    for kind, sight in sources:
        sights = [one for each in shown for one in sight(work, each, people)]
        if sights:
            return Records(kind, "; ".join(dict.fromkeys(one.what for one in sights)), sights)
    return None


def _alone(work: Work, what: str, slack_id: str, why: str) -> Records:
    return Records("", what, alone=_person_id(work, slack_id), why=why)


def _person_id(work: Work, slack_id: str) -> str:
    try:
        return roster.by_slack_id(work, slack_id).id
    except roster.UnknownPerson:
        return ""


def _buttons(message: Message) -> Mapping[str, str]:
    elements = [part for block in message.blocks for part in block.get("elements", [])]
    return {part["action_id"]: str(part.get("value", "")) for part in elements if "action_id" in part}


def _reader(company: Company, records: Records, person: Person) -> page.Reader:
    """Somebody may read a message where they may read each record in it."""
    if not records.sights:
        may = person.id == records.alone
        return page.Reader(person.slack_id, may, records.why if may else NOT_THEIRS)
    leaves = [sight.leaves[person.id] for sight in records.sights]
    refused = [(sight, leave) for sight, leave in zip(records.sights, leaves, strict=True) if not leave.may]
    if not refused:
        return page.Reader(person.slack_id, True, leaves[0].why)
    if len(refused) < len(leaves):
        return page.Reader(person.slack_id, False, "a part of it, not all")
    return page.Reader(person.slack_id, False, _why_not(company, records.kind, person, refused))


def _why_not(company: Company, kind: str, person: Person, refused: Sequence[tuple[Sight, Leave]]) -> str:
    said = next((leave.why for _, leave in refused if leave.why), "")
    return said or company.why_not(person, kind, refused[0][0].about)


def _notes(work: Work, records: Records) -> Iterator[str]:
    for sight in records.sights:
        if sight.readable_from is not None and sight.readable_from > work.now:
            yield _until(work, sight, sight.readable_from)
        if sight.note:
            yield sight.note


def _until(work: Work, sight: Sight, moment: datetime) -> str:
    """In the zone of whoever may read it now, who is its author."""
    author = next((roster.person(work, one) for one, leave in sight.leaves.items() if leave.may), None)
    if author is None:
        return ""
    return f"Until {moment.astimezone(ZoneInfo(author.time_zone)):%H:%M} nobody but {author.name} reads it."
