"""Who holds which duty, and whether it is kept: stacks what each chain offers, knows no content."""

from collections.abc import Callable, Sequence

from bot.chain import Chain
from bot.desk import Routes, UseCase
from bot.ledger import rows
from bot.ledger.home import Doors, home_view
from bot.ledger.listeners import Listeners
from bot.ledger.rows import Gaps, Row, Sum
from bot.roster.models import Person
from bot.slack.payloads import View
from bot.storage.work import Work


class Ledger:
    """What the composition root joins.

    `setup` is the setup's first page and `may_set_up` whom it is for; `words` are what `/tandem` can do
    besides; `concerns` names the units, such as the seats of their teams, that are a person's concern.
    """

    def __init__(
        self,
        chains: Sequence[Chain],
        *,
        setup: UseCase[View],
        may_set_up: Callable[[Work, Person], bool],
        words: Routes,
        concerns: Callable[[Work, Person], frozenset[str]] = lambda _work, _me: frozenset(),
    ) -> None:
        self._chains = chains
        self._doors = Doors(may_set_up, concerns)
        self.routes = Listeners(chains, self._doors, self.home, setup, words).routes

    def home(self, work: Work, me: Person) -> View:
        return home_view(self._chains, self._doors, work, me)

    def rows(self, work: Work, viewer: Person | None) -> list[Row]:
        """Every state that this viewer may see, as plain data."""
        return rows.rows(self._chains, work, viewer)

    def sums(self, work: Work) -> list[Sum]:
        return rows.sums(self._chains, work)

    def gaps(self, work: Work) -> Gaps:
        """Who is without a manager or leader, and who wears both hats."""
        return rows.gaps(self._chains, work)


__all__ = ["Gaps", "Ledger", "Row", "Sum"]
