"""The page's templates. They escape everything, and a name that isn't there is an error."""

from collections.abc import Callable

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Environment(
    loader=PackageLoader("bot.playground.page", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def macros(template: str) -> Callable[..., Markup]:
    """A template's macros, called by their name."""
    module = TEMPLATES.get_template(template).module

    def draw(macro: str, *parts: object) -> Markup:
        drawn = getattr(module, macro)(*parts)
        return Markup(drawn)  # noqa: S704 - the template has escaped what isn't markup

    return draw
