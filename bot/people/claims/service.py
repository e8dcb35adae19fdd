"""Naming one's people manager, and what the named one says to it."""

from bot.errors import Refusal
from bot.people import policy, post
from bot.people.claims import repo
from bot.people.claims.models import Claim
from bot.people.lines import repo as lines
from bot.people.lines import service
from bot.people.names import CLAIM, CLAIM_ANSWER
from bot.roster import people as roster
from bot.roster.models import Person
from bot.roster.wishes import ManagerWish, Wishes
from bot.storage.base import new_id
from bot.storage.work import Work

FIELD = "people.claim.manager"
ASKED, CONFIRMED, DECLINED, REPLACED = "asked", "confirmed", "declined", "replaced"


def name_manager(work: Work, me: Person, slack_id: str | None, source: str) -> Claim:
    """I say who my people manager is. The same submission makes no second claim. Raises `Refusal`."""
    known = repo.claim_from(work, source)
    if known is not None:
        policy.permit_own_claim(me.id, known.report_id, known.id)
        return known
    named = _named(work, me, slack_id)
    for earlier in repo.claims_asked(work, [me.id]):
        if earlier.report_id == me.id:
            _settle(work, earlier, REPLACED)
    work.session.flush()  # only one may be asked
    claim = Claim(
        workspace_id=work.workspace_id,
        id=new_id(),
        report_id=me.id,
        manager_id=named.id,
        state=ASKED,
        source=source,
        made_at=work.now,
    )
    work.session.add(claim)
    work.session.flush()
    post.notice(work, CLAIM, claim.id, named.id)
    return claim


def _named(work: Work, me: Person, slack_id: str | None) -> Person:
    if not slack_id:
        raise Refusal("Please choose a person.", field=FIELD)
    named = roster.by_slack_id(work, slack_id)
    line = lines.open_line_of(work, me.id)
    if named.id == me.id:
        raise Refusal("You cannot be your own people manager. Please choose somebody else.", field=FIELD)
    if not named.active:
        raise Refusal(
            f"{named.name} is deactivated in Slack. Please choose somebody who is here.", field=FIELD
        )
    if line is not None:
        current = roster.person(work, line.manager_id).name
        raise Refusal(f"Your people manager is {current}. The people team can change that.", field=FIELD)
    return named


def confirm(work: Work, me: Person, claim_id: str) -> None:
    """Yes: the line begins. Doing it twice changes nothing. Raises `Refusal`."""
    claim = _mine(work, me, claim_id)
    if claim.state == CONFIRMED:
        return
    _still_asked(claim)
    if lines.open_line_of(work, claim.report_id) is not None:
        raise Refusal("They have a people manager by now. The people team can change that.")
    _settle(work, claim, CONFIRMED)
    wish = ManagerWish(claim.report_id, claim.manager_id)
    outcome = service.assign(work, Wishes(managers=(wish,)), by=me)
    if outcome.faults:
        raise Refusal(outcome.faults[0].message)


def decline(work: Work, me: Person, claim_id: str) -> None:
    """No: nothing begins, and who asked is told."""
    claim = _mine(work, me, claim_id)
    if claim.state == DECLINED:
        return
    _still_asked(claim)
    _settle(work, claim, DECLINED)
    work.session.flush()
    post.notice(work, CLAIM_ANSWER, claim.id, claim.report_id)


def _mine(work: Work, me: Person, claim_id: str) -> Claim:
    claim = repo.claim(work, claim_id)
    if claim is None:
        raise Refusal("I do not know this question any more. Nothing has changed.")
    policy.permit_decision(me.id, claim.manager_id, claim.id)
    return claim


def _still_asked(claim: Claim) -> None:
    if claim.state != ASKED:
        raise Refusal("This has been settled in the meantime. Nothing has changed.")


def _settle(work: Work, claim: Claim, state: str) -> None:
    claim.state, claim.decided_at = state, work.now
    post.refresh(work, claim.id, CLAIM)
