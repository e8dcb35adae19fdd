"""Picking elements out of markup: by class (`.name`), attribute (`[name]`) or tag."""

from tests.playground.page.markup import Tag, read


def elements(html: str, wanted: str) -> list[Tag]:
    """All of them, in order."""
    return [tag for tag in read(html).all() if _is(tag, wanted)]


def texts(html: str, wanted: str) -> list[str]:
    """What they say, in one line each."""
    return [words(element) for element in elements(html, wanted)]


def words(tag: Tag) -> str:
    """Everything in it, as one line."""
    return " ".join(tag.text.split())


def _is(tag: Tag, wanted: str) -> bool:
    if wanted.startswith("."):
        return wanted[1:] in (tag.get("class") or "").split()
    if wanted.startswith("["):
        return wanted[1:-1] in tag.attributes
    return tag.name == wanted
