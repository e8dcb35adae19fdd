"""Who may set Tandem up: admins and the people team. Neither reads content (product.md, "Walls")."""

from bot.errors import Refusal
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.work import Work
from bot.workspaces.models import Workspace

NAMED = 5
"""How many of those who may are named to somebody who may not."""


def workspace(work: Work) -> Workspace:
    found = work.session.get(Workspace, work.workspace_id)
    if found is None:
        raise LookupError(f"no workspace {work.workspace_id}")
    return found


def one_at_a_time(work: Work) -> None:
    """Whoever sets the workspace up waits here for whoever is at it, and then sees what they did."""
    # No key is changed, so that rows which only name the workspace need not wait (FOR NO KEY UPDATE).
    work.session.get(
        Workspace, work.workspace_id, with_for_update={"key_share": True}, populate_existing=True
    )


def admins(work: Work) -> list[Person]:
    """Whom the admins listed; where nobody of the list is here, Slack's own admins and owners."""
    listed = set(workspace(work).admins)
    here = roster.everyone(work)
    return [one for one in here if one.slack_id in listed] or [one for one in here if one.is_admin]


def people_team(work: Work) -> list[Person]:
    listed = set(workspace(work).people_team)
    return [one for one in roster.everyone(work) if one.slack_id in listed]


def is_admin(work: Work, me: Person) -> bool:
    return any(one.id == me.id for one in admins(work))


def may_assign(work: Work, me: Person) -> bool:
    return is_admin(work, me) or any(one.id == me.id for one in people_team(work))


def must_assign(work: Work, me: Person) -> None:
    """Raises `Refusal` for whoever may not assign responsibilities; it says who can."""
    if not may_assign(work, me):
        who = _named([*admins(work), *people_team(work)])
        raise Refusal(f"Only an admin or the people team assigns managers and teams. Please ask {who}.")


def must_appoint(work: Work, me: Person) -> None:
    if not is_admin(work, me):
        raise Refusal(
            f"Only an admin appoints the people team and admins. Please ask {_named(admins(work))}."
        )


def _named(persons: list[Person]) -> str:
    names = sorted({one.name for one in persons})
    if not names:
        return "an admin or owner of this Slack workspace"
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" or {more} more" if more > 0 else "")
