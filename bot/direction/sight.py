"""Who may read what a message of the direction chain holds: asked of the policy, person by person."""

from collections.abc import Iterator, Sequence

from bot.chain import Leave, Shown, Sight, Told
from bot.delivery.models import Delivery
from bot.direction import policy, replies
from bot.direction.directions import repo as directions
from bot.direction.directions.models import Direction
from bot.direction.ids import SIGN
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.lines.names import leader_of, seat_of
from bot.direction.questions import repo as questions
from bot.direction.questions.models import Answer, Question
from bot.direction.replies import Row
from bot.direction.stances import repo as stances
from bot.direction.stances.models import Stance
from bot.direction.updates import repo as updates
from bot.direction.updates.models import Update
from bot.direction.words import CHAIN, listed
from bot.direction.words import seat as called
from bot.errors import Refusal
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.work import Work

LINES = "lines"
OPENS = (policy.READ, policy.CHANGE)
"""What opens a text: its author does so to change it, also before it goes out."""
EVERYBODY = "everyone here may"
WAITS = "not yet: only its author reads it before it goes out"


def sight(work: Work, shown: Shown, viewers: Sequence[Person]) -> list[Sight]:
    """The records that a message holds, and who of these may read each. None of them in another chain's."""
    if isinstance(shown, Told):
        stance = _stance(work, shown)
        return [_of_stance(work, stance, viewers)] if stance else []
    rows = [_of_row(work, row, viewers) for row in _rows(work, shown)]
    return [*_who_holds_what(work, shown, viewers), *rows]


def _who_holds_what(work: Work, shown: Delivery | str, viewers: Sequence[Person]) -> Iterator[Sight]:
    """That a line began or ended is no secret, though only those concerned are told."""
    if isinstance(shown, str) or shown.chain != CHAIN or shown.kind != LINES:
        return
    for row in lines.changes(work, [shown.subject]):
        team = roster.team(work, row.team_id).name
        held = f"leads {called(team, row.discipline)}" if row.discipline else f"belongs to {team}"
        yield Sight(
            what=f"Who {held}, which is public",
            about=frozenset({row.person_id}),
            leaves={viewer.id: Leave(True, EVERYBODY) for viewer in viewers},
        )


def _rows(work: Work, shown: Delivery | str) -> Iterator[Row]:
    found: list[Row | None] = []
    if isinstance(shown, str):
        found = [replies.from_source(work, shown)]
    elif shown.chain == CHAIN:
        found = _delivered(work, shown)
    yield from (row for row in found if row is not None and not _is_deleted(row))


def _is_deleted(row: Row) -> bool:
    """Its row stays, without a word of it."""
    if isinstance(row, Update):
        return row.change is None
    return row.where_to is None if isinstance(row, Direction) else row.text is None


def _delivered(work: Work, delivery: Delivery) -> list[Row | None]:
    subject = delivery.subject
    if delivery.kind == "update":
        return [updates.find(work, subject)]
    if delivery.kind == "direction":
        return [directions.find(work, subject)]
    if delivery.kind == "question":
        return [questions.question(work, subject)]
    if delivery.kind == "answer":  # it repeats the question
        answer = questions.answer(work, subject)
        return [answer, questions.question(work, answer.question_id) if answer else None]
    return [_kept(work, subject)] if delivery.kind == "saved" else []


def _kept(work: Work, row_id: str) -> Row | None:
    try:
        return replies.kept(work, row_id)[1]
    except Refusal:
        return None


def _of_row(work: Work, row: Row, viewers: Sequence[Person]) -> Sight:
    lead = lines.lead(work, row.lead_id)
    author = _author(row)
    return Sight(
        what=_what(work, row, lead),
        about=frozenset({author}),
        leaves={viewer.id: _leave(work, row, lead, viewer) for viewer in viewers},
        readable_from=row.readable_from,
        note=_stances_note(work, lead) if isinstance(row, Update) else "",
    )


def _author(row: Row) -> str:
    return row.asker_id if isinstance(row, Question) else row.author_id


def _what(work: Work, row: Row, lead: Lead) -> str:
    seat, leader = seat_of(work, lead), leader_of(work, lead)
    if isinstance(row, Update):
        return f"{leader}'s update for {seat}"
    if isinstance(row, Direction):
        return f"The direction of {seat}, as {leader} states it"
    if isinstance(row, Answer):
        return f"{leader}'s answer to a question on {seat}"
    return f"A question to {leader}, who leads {seat}"


def _leave(work: Work, row: Row, lead: Lead, viewer: Person) -> Leave:
    author, kind = _author(row), row.__record__
    found = policy.relations_to(work, viewer, lead, row, author)
    by = found & frozenset.union(*(policy.POLICY.relations_for(kind, action) for action in OPENS))
    if by:
        return Leave(True, _why(work, lead, by))
    if policy.POLICY.allows(policy.relations(work, viewer, lead, author), kind, policy.READ):
        return Leave(False, WAITS)
    return Leave(False, _why_not(work, lead, viewer))


def _why(work: Work, lead: Lead, by: frozenset[str]) -> str:
    team = roster.team(work, lead.team_id).name
    words = {
        policy.AUTHOR: "wrote it",
        policy.LEADER: f"leads {team}",
        policy.MEMBER: f"member of {team}",
        policy.EVERYONE: EVERYBODY,
    }
    return next(why for relation, why in words.items() if relation in by)


def _why_not(work: Work, lead: Lead, viewer: Person) -> str:
    team = roster.team(work, lead.team_id).name
    if viewer.id == lead.leader_id:
        return f"led {team}, and no longer does"
    if any(one.leader_id == viewer.id for one in lines.leads_of_team(work, lead.team_id)):
        return f"leads {team}; this was said to another leader"
    return ""


def _stance(work: Work, told: Told) -> Stance | None:
    """What somebody chose, where the answer to their click has the button that signs it."""
    _, _, update_id = told.buttons.get(SIGN, "").partition(":")
    return stances.of(work, update_id, told.person_id) if update_id else None


def _of_stance(work: Work, row: Stance, viewers: Sequence[Person]) -> Sight:
    lead = lines.lead(work, row.lead_id)
    return Sight(
        what=f"A stance on an update for {seat_of(work, lead)}",
        about=frozenset({row.person_id}),
        leaves={viewer.id: _leave_stance(work, row, lead, viewer) for viewer in viewers},
        note=_stances_note(work, lead),
    )


def _leave_stance(work: Work, row: Stance, lead: Lead, viewer: Person) -> Leave:
    """This one, with its author's name. Counts are no look at it."""
    found = policy.relations(work, viewer, lead, row.person_id)
    if policy.POLICY.allows(found, policy.STANCE, policy.READ):
        return Leave(True, "chose it")
    team = roster.team(work, lead.team_id).name
    if policy.POLICY.allows(found, policy.STANCE, policy.NAMED) and row.signed:
        if row.named:
            return Leave(True, f"leads {team}, and it is signed")
        return Leave(False, f"leads {team}: not yet, for a name now would tell what others chose")
    if policy.POLICY.allows(found, policy.STANCE, policy.UNSIGNED):
        return Leave(False, f"leads {team}: sees it counted, from four up, without a name")
    if policy.POLICY.allows(found, policy.STANCE, policy.COUNTS):
        return Leave(False, f"member of {team}: sees counts, from four up, never a name")
    return Leave(False, _why_not(work, lead, viewer))


def _stances_note(work: Work, lead: Lead) -> str:
    """What the policy says of stances, in a sentence."""
    who = {
        policy.AUTHOR: "whoever chose it",
        policy.LEADER: leader_of(work, lead),
        policy.MEMBER: f"the members of {roster.team(work, lead.team_id).name}",
    }
    said = [
        f"{what} by {listed([name for one, name in who.items() if one in allowed])}"
        for what, allowed in (
            ("Each stance is read", policy.POLICY.relations_for(policy.STANCE, policy.READ)),
            ("signed ones, by name,", policy.POLICY.relations_for(policy.STANCE, policy.NAMED)),
            (
                "unsigned ones, counted from four up,",
                policy.POLICY.relations_for(policy.STANCE, policy.UNSIGNED),
            ),
            ("counts of all, from four up,", policy.POLICY.relations_for(policy.STANCE, policy.COUNTS)),
        )
    ]
    return f"{'; '.join(said)}."
