"""What stands in a message or a view, drawn for one viewer."""

from markupsafe import Markup

from bot.playground import Message, Person, Playground, View
from bot.playground.page.standin import draw_message, draw_view


class Bodies:
    """Draws for one person."""

    def __init__(self, slack: Playground, person: Person) -> None:
        self._slack = slack
        self._person = person

    def of(self, message: Message) -> Markup:
        """A message's blocks or text, and its files."""
        return draw_message(message)

    def inside(self, view: View) -> Markup:
        """A Home tab, or a modal between its title and its buttons."""
        return draw_view(view)
