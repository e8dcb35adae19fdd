"""What the messages about claims say."""

from collections.abc import Mapping, Sequence

from bot.chain import Message, Renderer
from bot.delivery.models import Delivery
from bot.people.claims import repo, views
from bot.people.claims.service import ASKED, DECLINED
from bot.people.names import CLAIM, CLAIM_ANSWER
from bot.roster import people as roster
from bot.storage.work import Work


def claim(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """None where it was settled before anybody read of it."""
    found = repo.claim(work, deliveries[0].subject)
    if found is None or (found.state != ASKED and deliveries[0].sent_at is None):
        return None
    return views.claim(found, roster.person(work, found.report_id).name)


def answer(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """To the one who asked, where the answer is no."""
    found = repo.claim(work, deliveries[0].subject)
    if found is None or found.state != DECLINED:
        return None
    return views.declined(roster.person(work, found.manager_id).name)


RENDERERS: Mapping[str, Renderer] = {CLAIM: claim, CLAIM_ANSWER: answer}
