"""The question whether to post again, and what became of it."""

from collections.abc import Sequence

from bot.chain import Message
from bot.delivery.models import DROPPED, UNKNOWN, Delivery
from bot.direction.blocks import line
from bot.direction.doubts import service
from bot.direction.ids import IS_THERE, POST_AGAIN
from bot.direction.lines.names import seat_of
from bot.direction.updates.models import Update
from bot.direction.words import heading
from bot.slack.blocks import actions, button, context, section
from bot.slack.text import escape
from bot.storage.work import Work

HAT = "Team leader"
AGAIN = "I have posted it once more, as you asked me to."
THERE = "You have seen that it is there. Thank you."
OVER = "This needs nothing from you any more."


def doubt(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """Asks the leader; afterwards it says what was decided."""
    asked = deliveries[0]
    delivery = service.find(work, asked.subject)
    post = service.post_of(work, delivery) if delivery else None
    if delivery is None or post is None:
        return None
    lead = service.lead_of(work, post)
    about = escape(seat_of(work, lead))
    is_mine = lead.ended_at is None and lead.leader_id == asked.recipient
    if delivery.state != UNKNOWN or not is_mine or service.is_deleted(post):
        return line(HAT, about, _outcome(delivery)) if asked.sent_at else None
    what = "update" if isinstance(post, Update) else "direction"
    channel = f"<#{delivery.recipient}>"
    return Message(
        "Post again? I could not see whether something arrived in your team's channel.",
        [
            section(
                f"{heading(HAT, about)}\n*Post again?* Slack did not tell me whether your {what} arrived in "
                f"{channel}, and I may not look there. Please have a look yourself."
            ),
            actions(
                button(POST_AGAIN, "Post again", delivery.id), button(IS_THERE, "It is there", delivery.id)
            ),
            context(f"Invite me to {channel}, and I can look there myself the next time."),
        ],
    )


def _outcome(delivery: Delivery) -> str:
    if delivery.state == UNKNOWN:
        return OVER
    return AGAIN if delivery.state == DROPPED else THERE
