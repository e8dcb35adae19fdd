"""The setup's first page, and the forms for managers and teams."""

from collections.abc import Iterable, Sequence

from bot.chain import Chain
from bot.roster import people as roster
from bot.roster.models import Person, Team
from bot.roster.wishes import TeamWish
from bot.setup import ids, policy
from bot.setup.assigning.service import GENERAL, LONGEST_NAME, LONGEST_PURPOSE, TeamNow
from bot.setup.blocks import MOST_INITIAL, people_picker
from bot.slack.blocks import ask, button, context, divider, modal, section, select, text_input
from bot.slack.payloads import Block, View
from bot.slack.text import escape, shorten
from bot.storage.work import Work

DISCIPLINES = (GENERAL, "engineering", "product", "design", "business")
"""Where leaders are found (product.md, claim 7); a roster file may name others."""
NAMED = 15
TEAMS = 100
EVERYONE_IS_TOLD = (
    "Everyone concerned is told of every change. Whoever sets this up reads nothing that people write."
)


def hub(chains: Sequence[Chain], work: Work, me: Person) -> View:
    """Where setting up begins. Raises `Refusal` for whoever may not."""
    policy.must_assign(work, me)
    blocks = [
        section("Say who looks after whom, and who leads which team. You can come back at any time."),
        *_gaps(chains, work),
        divider(),
        section("*Managers*\nOne people manager for each person.", button(ids.MANAGERS, "Assign managers")),
        section("*Teams*\nLeaders, one for each discipline, and members.", button(ids.TEAM, "New team")),
        *_teams(work),
    ]
    if policy.is_admin(work, me):
        blocks += [divider(), *_appointments(work)]
    return modal(ids.HUB_VIEW, "Set up Tandem", [*blocks, context(EVERYONE_IS_TOLD)])


def _gaps(chains: Sequence[Chain], work: Work) -> list[Block]:
    names = {person.id: person.name for person in roster.everyone(work)}
    blocks = []
    for chain in chains:
        missing = sorted(names[person] for person in chain.unheld(work) if person in names)
        some = f"{len(missing)} of {len(names)} have no {chain.hat}: {_some(missing)}"
        blocks.append(context(f"{chain.mark} {some if missing else f'Everyone has a {chain.hat}'}."))
    return blocks


def _some(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    listed = ", ".join(escape(shorten(name, 60)) for name in names[:NAMED])
    return f"{listed} and {more} more" if more > 0 else listed


def _teams(work: Work) -> list[Block]:
    options = [(team.name, team.id) for team in roster.teams(work)][:TEAMS]
    if not options:
        return []
    return [section("Change a team", select(ids.TEAM_PICK, options, placeholder="Choose a team"))]


def _appointments(work: Work) -> list[Block]:
    team = [person.name for person in policy.people_team(work)]
    admins = [person.name for person in policy.admins(work)]
    whose = "listed here" if policy.workspace(work).admins else "Slack's own admins and owners"
    return [
        section(
            f"*People team*\nThey may assign too, and hear of newcomers: {_some(team) or 'nobody yet'}",
            button(ids.PEOPLE_TEAM, "Appoint"),
        ),
        section(f"*Admins*\n{whose}: {_some(admins) or 'nobody'}", button(ids.ADMINS, "Change")),
    ]


def managers_form(work: Work, me: Person) -> View:
    policy.must_assign(work, me)
    manager: Block = {"type": "users_select", "action_id": ids.MANAGER}
    return modal(
        ids.MANAGERS_FORM,
        "Assign managers",
        [
            ask(ids.MANAGER, "People manager", manager),
            ask(ids.REPORTS, "Looks after", people_picker(ids.REPORTS)),
            context(
                "Whoever had another manager moves to this one. The earlier record stays closed to both."
            ),
            context(EVERYONE_IS_TOLD),
        ],
        submit="Assign",
    )


def team_form(team_now: TeamNow, team_id: str, work: Work, me: Person) -> View:
    """The form for a team; empty where `team_id` is. Raises `LookupError` where there is none."""
    policy.must_assign(work, me)
    team = roster.team(work, team_id) if team_id else None
    now = team_now(work, team_id) if team_id else TeamWish("", {}, frozenset())
    known = roster.persons(work, {*(now.leaders or {}).values(), *(now.members or ())})
    slack = {person.id: person.slack_id for person in known.values() if person.active}
    blocks = [*_about(team), *_leaders(now, slack), *_members(now, slack), context(EVERYONE_IS_TOLD)]
    return modal(ids.TEAM_FORM, team.name if team else "New team", blocks, submit="Save", about=team_id)


def _about(team: Team | None) -> list[Block]:
    name = text_input(ids.TEAM_NAME, multiline=False, initial=team.name if team else "")
    purpose = text_input(ids.TEAM_PURPOSE, initial=team.purpose if team else "")
    channel: Block = {
        "type": "conversations_select",
        "action_id": ids.TEAM_CHANNEL,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if team and team.channel:
        channel["initial_conversation"] = team.channel
    hint = "Updates are posted there. Invite Tandem to it."
    return [
        ask(ids.TEAM_NAME, "Name", name | {"max_length": LONGEST_NAME}),
        ask(ids.TEAM_CHANNEL, "Channel", channel, optional=True, hint=hint),
        ask(ids.TEAM_PURPOSE, "Purpose", purpose | {"max_length": LONGEST_PURPOSE}, optional=True),
    ]


def _leaders(now: TeamWish, slack: dict[str, str]) -> Iterable[Block]:
    leaders = dict(now.leaders or {})
    for discipline in dict.fromkeys([*DISCIPLINES, *leaders]):
        label = "Leader" if discipline == GENERAL else f"Leader, {discipline}"
        initial = [slack[leaders[discipline]]] if leaders.get(discipline) in slack else []
        picker = people_picker(ids.LEADER + discipline, initial, most=1)
        yield ask(ids.LEADER + discipline, label, picker, optional=True)


def _members(now: TeamWish, slack: dict[str, str]) -> list[Block]:
    members = [slack[person] for person in sorted(now.members or ()) if person in slack]
    if len(members) > MOST_INITIAL:
        return [context(f"It has {len(members)} members: too many for a form. A roster file changes them.")]
    return [ask(ids.MEMBERS, "Members", people_picker(ids.MEMBERS, members), optional=True)]
