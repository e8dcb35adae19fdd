"""What all persons share: the core, the link to the app, and what Slack's client told whom."""

from dataclasses import dataclass, field

from bot.playground.app.link import Link
from bot.playground.app.payloads import Payloads
from bot.playground.errors import Impossible
from bot.playground.offers import Offers
from bot.playground.record import Delivery, Json
from bot.playground.slack import Slack
from bot.playground.state.users import User


@dataclass(frozen=True)
class Notice:
    """What Slack's client shows a person when the app failed them, and the delivery behind it."""

    user: str
    text: str
    delivery: Delivery


@dataclass
class Desk:
    """Shared by all persons of a playground."""

    slack: Slack
    link: Link
    payloads: Payloads
    offers: Offers
    notices: list[Notice] = field(default_factory=list)
    suggested: dict[tuple[str, ...], list[Json]] = field(default_factory=dict)

    def notify(self, user: User, text: str, delivery: Delivery) -> None:
        """Show it to the person."""
        self.notices.append(Notice(user.id, text, delivery))
        self.slack.changes.happened()

    async def settle(self) -> None:
        """Wait until everything that was set off has reached the app."""
        await self.link.settle()

    def connected(self) -> None:
        """Refuse what makes no sense while no app listens."""
        if self.link.transport is None:
            raise Impossible("no app is connected")
