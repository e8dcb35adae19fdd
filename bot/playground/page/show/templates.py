"""The templates: everything that goes into them is escaped, and what isn't there is an error."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def environment() -> Environment:
    """Where the page's templates come from."""
    return Environment(
        loader=PackageLoader("bot.playground.page", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
