"""Importing a roster: persons and teams here, and the lines as wishes to each chain.

Everything in one transaction. Wherever there is a fault, all of them are raised and nothing is stored.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.errors import BadInput
from bot.roster import people as roster
from bot.roster.faces import Faces
from bot.roster.files import RosterFiles, TeamRow
from bot.roster.lookups import Found
from bot.roster.models import Person, Team
from bot.roster.wishes import Fault, ManagerWish, Outcome, TeamWish, Wishes
from bot.storage.work import Work


class Holding(Protocol):
    """What an import needs of a chain (see `bot.chain.Chain`)."""

    @property
    def hat(self) -> str: ...
    @property
    def assign(self) -> Callable[[Work, Wishes, Person | None], Outcome]: ...
    @property
    def holders(self) -> Callable[[Work], frozenset[str]]: ...
    @property
    def unheld(self) -> Callable[[Work], frozenset[str]]: ...


class BadRoster(BadInput):
    """The files have faults; `faults` are all of them. Nothing was imported."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults), key=lambda one: (one.at.file, one.at.line, str(one))))
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__("\n".join([*map(str, self.faults), f"{count}: nothing was imported."]))


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, in words, and what it leaves open. Names come with their emails."""

    changes: tuple[str, ...]
    without: Mapping[str, tuple[str, ...]]
    """By hat ("people manager", "team leader"): for whom nobody wears it."""
    both_hats: tuple[str, ...]


def import_roster(work: Work, files: RosterFiles, found: Found, chains: Sequence[Holding]) -> Report:
    """Change what differs. Raises `BadRoster`; whoever opened the transaction rolls it back then."""
    faces = Faces(work, found)
    for row in files.people.rows:
        faces.take(row)
    work.session.flush()
    wishes = Wishes(tuple(_manager_wishes(files, faces)), tuple(_team_wishes(work, files, faces, found)))
    changes, faults = faces.changes, [*files.faults, *faces.faults]
    for chain in chains:
        outcome = chain.assign(work, wishes, None)
        changes += outcome.changes
        faults += outcome.faults
    if faults:
        raise BadRoster(faults)
    return Report(tuple(changes), *_open_ends(work, chains))


def _manager_wishes(files: RosterFiles, faces: Faces) -> Iterable[ManagerWish]:
    for row in files.people.rows:
        report = faces.of_row(row)
        if row.manager is None or report is None:
            continue
        at = row.at("manager")
        manager = faces.named(row.manager, at) if row.manager else None
        if manager or not row.manager:
            yield ManagerWish(report.id, manager.id if manager else None, at)


def _team_wishes(work: Work, files: RosterFiles, faces: Faces, found: Found) -> Iterable[TeamWish]:
    teams = {team.name.casefold(): team for team in roster.teams(work)}
    for row in files.teams.rows:
        key = row.team.casefold()
        team = teams[key] = teams.get(key) or faces.new_team(row.team)
        _describe(team, row, found, faces)
        if row.leaders is None and row.members is None:
            continue
        yield TeamWish(team.id, _leaders(row, faces), _members(row, faces), row.at("team"))
    work.session.flush()


def _leaders(row: TeamRow, faces: Faces) -> dict[str, str] | None:
    if row.leaders is None:
        return None
    named = {what: faces.named(email, row.at("leaders")) for what, email in row.leaders.items()}
    return {what: who.id for what, who in named.items() if who}


def _members(row: TeamRow, faces: Faces) -> frozenset[str] | None:
    if row.members is None:
        return None
    named = [faces.named(email, row.at("members")) for email in row.members]
    return frozenset(who.id for who in named if who)


def _describe(team: Team, row: TeamRow, found: Found, faces: Faces) -> None:
    faces.put(team, "name", row.team, row.team)
    if row.purpose is not None:
        faces.put(team, "purpose", row.purpose, row.team)
    if row.channel is None:
        return
    channel = found.channels.get(row.channel) if row.channel.startswith("#") else row.channel or None
    if row.channel and channel is None:
        faces.faults.append(Fault(row.at("channel"), _no_channel(found)))
        return
    faces.put(team, "channel", channel, row.team)


def _no_channel(found: Found) -> str:
    if not found.asked:
        return "Slack can't be asked without SLACK_BOT_TOKEN; write the channel's id, like C012AB3CD"
    if not found.lists_channels:
        return "Slack does not list its channels here; write the channel's id, like C012AB3CD"
    return "Slack shows Tandem no such channel; check the name, and invite Tandem where it is private"


def _open_ends(
    work: Work, chains: Sequence[Holding]
) -> tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]:
    without = {chain.hat: _names(work, chain.unheld(work)) for chain in chains}
    hats = [chain.holders(work) for chain in chains]
    return without, _names(work, frozenset.intersection(*hats) if hats else frozenset())


def _names(work: Work, ids: frozenset[str]) -> tuple[str, ...]:
    people = sorted(roster.persons(work, ids).values(), key=lambda person: (person.name, person.id))
    return tuple(f"{one.name} <{one.email}>" if one.email else one.name for one in people)
