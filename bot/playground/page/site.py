"""What every handler of the page works on."""

from dataclasses import dataclass

from bot.playground import Person, Playground
from bot.playground.page.guide import Guide
from bot.playground.page.show.templates import TEMPLATES


@dataclass
class Site:
    """The playground, and what its makers tell beside it."""

    slack: Playground
    guide: Guide
    run: str
    """Another one at each start: a page that was loaded from an earlier run loads itself again."""
    busy: str = ""
    """The jump, or the step of the tour, that is under way."""

    def render(self, template: str, **shown: object) -> str:
        """That template with these things in it."""
        return TEMPLATES.get_template(template).render(shown)

    def person(self, wanted: str) -> Person | None:
        """Somebody by id."""
        return next((person for person in self.slack.people if person.id == wanted), None)

    def changed(self) -> None:
        """Something on the page changed that isn't the playground's."""
        self.slack.changes.happened()
