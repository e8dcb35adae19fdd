"""What stands in messages and views, drawn for one person at one place of the page."""

from functools import cached_property, partial

from markupsafe import Markup

from bot.playground import Message, Person, Playground, View
from bot.playground.page import reads
from bot.playground.page.show.around import Around
from bot.playground.page.show.blocks import draw_message, draw_view


class Bodies:
    """Draws for one person; `place` keeps names and ids apart where something is shown twice."""

    def __init__(self, slack: Playground, person: Person, place: str) -> None:
        self._slack = slack
        self._person = person
        self._place = place

    def of(self, message: Message) -> Markup:
        """A message's blocks or text, with what was chosen in it, and its files."""
        suggested = partial(self._person.suggested, message)
        return draw_message(message, self._around, self._person.entries(message), suggested)

    def inside(self, view: View) -> Markup:
        """A Home tab, or a modal between its title and its buttons."""
        return draw_view(view, self._around, partial(self._person.suggested, view))

    @cached_property
    def _around(self) -> Around:
        people = [person.user for person in self._slack.people if not person.user.deleted]
        return Around(
            names=self._slack.workspace,
            viewer=self._person.user,
            now=self._slack.slack.now(),
            people=sorted(people, key=lambda user: user.real_name.casefold()),
            channels=reads.channels(self._slack, self._person),
            place=self._place,
        )
