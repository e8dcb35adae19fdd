"""The people chain's part of the App Home."""

from bot.people.overview import service, views
from bot.roster.models import Person
from bot.slack.payloads import Block
from bot.storage.work import Work


def home(work: Work, me: Person) -> list[Block]:
    """At most some forty blocks of the hundred that a Home may have."""
    return views.home(service.overview(work, me))
