"""Asking the leader of a line what to do about a post of unknown end, and doing it."""

from bot.delivery import outbox, unknown
from bot.delivery.models import Delivery
from bot.delivery.outbox import Parcel
from bot.direction import policy
from bot.direction.directions import service as directions
from bot.direction.directions.models import Direction
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.updates import service as updates
from bot.direction.updates.models import Update
from bot.direction.words import CHAIN
from bot.errors import Refusal
from bot.roster.models import Person
from bot.storage.work import Work

KIND = "doubt"
Post = Update | Direction
GONE = "I do not know this post any more. Type /direction to see where things stand."
DELETED = "You have deleted this meanwhile, so there is nothing left to post."


def ask(work: Work, delivery: Delivery) -> None:
    """Have the leader asked, in their DM, where it went to a channel and the line is still theirs."""
    post = post_of(work, delivery)
    if not delivery.to_channel or post is None or is_deleted(post):
        return
    lead = lines.lead(work, post.lead_id)
    if lead.ended_at is None:
        outbox.enqueue(work, Parcel(CHAIN, KIND, delivery.id, delivery.id, lead.leader_id, work.now))


def find(work: Work, delivery_id: str) -> Delivery | None:
    """The delivery in doubt."""
    found = work.session.get(Delivery, (work.workspace_id, delivery_id))
    return found if found is not None and found.chain == CHAIN and found.to_channel else None


def post_of(work: Work, delivery: Delivery) -> Post | None:
    """What was to be posted."""
    return updates.find(work, delivery.subject) or directions.find(work, delivery.subject)


def is_deleted(post: Post) -> bool:
    return (post.change if isinstance(post, Update) else post.where_to) is None


def lead_of(work: Work, post: Post) -> Lead:
    return lines.lead(work, post.lead_id)


def post_again(work: Work, me: Person, delivery_id: str) -> None:
    """Post it once more. Clicking twice posts once; where something was decided before, that stands."""
    delivery, post = _mine(work, me, delivery_id)
    if is_deleted(post):
        raise Refusal(DELETED)
    unknown.post_again(work, delivery)
    outbox.refresh(work, CHAIN, delivery.id, KIND)


def is_there(work: Work, me: Person, delivery_id: str) -> None:
    """The leader has seen it."""
    delivery, _post = _mine(work, me, delivery_id)
    unknown.is_there(work, delivery)
    outbox.refresh(work, CHAIN, delivery.id, KIND)


def _mine(work: Work, me: Person, delivery_id: str) -> tuple[Delivery, Post]:
    """Raises `Refusal` for everybody but the leader who answers for the line."""
    delivery = find(work, delivery_id)
    post = post_of(work, delivery) if delivery else None
    if delivery is None or post is None:
        raise Refusal(GONE)
    policy.permit(work, me, lead_of(work, post), post.__record__, policy.WRITE)
    return delivery, post
