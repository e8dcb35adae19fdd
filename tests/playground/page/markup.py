"""Markup as a browser reads it, as far as tests ask."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
_OWN_LINE = frozenset({"p", "pre", "li", "blockquote", "div", "tr"})


@dataclass
class Tag:
    """An element with what is in it."""

    name: str
    attributes: dict[str, str]
    inside: list["Tag | str"] = field(default_factory=list)

    def __getitem__(self, attribute: str) -> str:
        """An attribute; one without a value is empty."""
        return self.attributes[attribute]

    def get(self, attribute: str) -> str | None:
        """The same, or None where it isn't there."""
        return self.attributes.get(attribute)

    @property
    def text(self) -> str:
        """All words in it, as they stand."""
        return "".join(part if isinstance(part, str) else part.text for part in self.inside)

    @property
    def lines(self) -> list[str]:
        """Its words, a line for each paragraph."""
        return [tag.text for tag in self.all() if tag.name in _OWN_LINE and not _holds_lines(tag)]

    def all(self, name: str = "", **attributes: str) -> list["Tag"]:
        """Every element in it, however deep, of that name and with those `data-` attributes."""
        wanted = {f"data-{key}": value for key, value in attributes.items()}
        return [
            tag
            for tag in self._walk()
            if name in ("", tag.name) and all(tag.get(key) == value for key, value in wanted.items())
        ]

    def one(self, name: str = "", **attributes: str) -> "Tag":
        """The only one."""
        found = self.all(name, **attributes)
        assert len(found) == 1, f"{len(found)} of {name or 'any'} {attributes}"
        return found[0]

    def by_id(self, wanted: str) -> "Tag":
        """The element with that id."""
        return next(tag for tag in self._walk() if tag.get("id") == wanted)

    def _walk(self) -> Iterator["Tag"]:
        for part in self.inside:
            if isinstance(part, Tag):
                yield part
                yield from part._walk()


def _holds_lines(tag: Tag) -> bool:
    return any(inner.name in _OWN_LINE for inner in tag.all())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Tag("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} says something twice: {names}"
        made = Tag(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(made)
        if tag not in _VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].name == tag, f"</{tag}> closes <{self._open[-1].name}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")


def read(markup: str) -> Tag:
    """What the markup says; it fails where tags aren't closed in order."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    assert reader._open == [reader.root], "something was left open"
    return reader.root
