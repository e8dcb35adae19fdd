"""The ledger as a modal, in pages; and what Tandem can do, in words."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.chain import Chain
from bot.ledger import rows as data
from bot.ledger import words
from bot.ledger.rows import Row, Sum
from bot.roster.models import Person
from bot.slack.blocks import actions, button, context, divider, header, modal, section
from bot.slack.payloads import Block, View
from bot.slack.text import escape, shorten
from bot.storage.work import Work

LEDGER, BACK, ON, HELP = "tandem.ledger", "tandem.ledger.back", "tandem.ledger.on", "tandem.help"
VIEW, HELP_VIEW = "tandem.ledger.view", "tandem.help.view"
PAGE = 40
"""Blocks of a page: a modal takes a hundred, and 250 kB (slack.md)."""
PACK = 1500
"""Characters of one block of lines."""
NAME = 80
LEGEND = "  ".join(words.state(state) for state in words.MARKS)
EMPTY = "Nobody holds a responsibility yet. An admin begins with `/tandem setup`."
OWN = (
    "`/tandem` opens what you need most",
    "`/tandem ledger` shows who holds which duty, and whether it is kept",
    "`/tandem pause` keeps every prompt away until a day; `/tandem resume` ends that",
    "`/tandem setup` assigns managers, leaders and members (admins and the people team)",
    "`/tandem help` shows this",
)


def ledger(chains: Sequence[Chain], page: int, work: Work, me: Person) -> View:
    """One page of the ledger for this viewer; a page that does not exist is the nearest that does."""
    blocks = _blocks(chains, work, me)
    last = (len(blocks) - 1) // PAGE
    page = max(0, min(page, last))
    shown = blocks[page * PAGE : (page + 1) * PAGE]
    return modal(VIEW, "Ledger", [*shown, *_turning(page, last)])


def _turning(page: int, last: int) -> list[Block]:
    if not last:
        return []
    back = [button(BACK, "Back", str(page - 1))] if page else []
    on = [button(ON, "On", str(page + 1))] if page < last else []
    return [context(f"Page {page + 1} of {last + 1}"), actions(*back, *on)]


def _blocks(chains: Sequence[Chain], work: Work, me: Person) -> list[Block]:
    if data.is_empty(chains, work):
        return [section(EMPTY)]
    rows, sums, gaps = data.rows(chains, work, me), data.sums(chains, work), data.gaps(chains, work)
    blocks: list[Block] = [context(LEGEND)]
    for chain in chains:
        blocks += [
            header(f"{chain.mark} {chain.name.capitalize()}"),
            *packed(_lines(row for row in rows if row.chain == chain.name)),
            *[context(_sum(one)) for one in sums if one.chain == chain.name],
            *_names(f"Without a {chain.hat}", gaps.without[chain.name]),
        ]
    return [*blocks, divider(), *(_names("Both hats", gaps.both) or [section("Nobody wears both hats.")])]


def _lines(rows: Iterable[Row]) -> Iterable[str]:
    """A line for each unit and holder, with the states of all its duties."""
    for (_, unit, holder), group in groupby(rows, key=lambda row: (row.unit_id, row.unit, row.holder)):
        held = f" · {escape(shorten(holder, NAME))}" if holder else ""
        states = ", ".join(f"{words.duty(row.duty)} {words.state(row.state)}" for row in group)
        yield f"*{escape(shorten(unit, NAME))}*{held}: {states}"


def _sum(one: Sum) -> str:
    duty = words.duty(one.duty).capitalize()
    if one.kept is None or one.overdue is None:
        return f"{duty}: not shown, for there are fewer than four."
    return f"{duty}, this week over everyone: {one.kept} kept, {one.overdue} overdue."


def _names(title: str, persons: Sequence[Person]) -> list[Block]:
    lines = [f"*{title}* ({len(persons)})", *(escape(shorten(person.name, NAME)) for person in persons)]
    return packed(lines, between=" · ", first="\n") if persons else []


def packed(lines: Iterable[str], between: str = "\n", first: str = "") -> list[Block]:
    """Lines of mrkdwn in as few blocks as fit; `first` stands after the first of them."""
    texts: list[str] = []
    for line in lines:
        glue = first if first and len(texts) == 1 and "\n" not in texts[0] else between
        if texts and len(texts[-1]) + len(glue) + len(line) <= PACK:
            texts[-1] += glue + line
        else:
            texts.append(line)
    return [section(text) for text in texts]


def help_text(chains: Sequence[Chain]) -> str:
    """All commands, a line each, as mrkdwn."""
    parts = [f"{chain.mark} {line}" for chain in chains for line in chain.help]
    return "\n".join([*OWN, *parts])


def help_view(chains: Sequence[Chain], _work: Work, _me: Person) -> View:
    return modal(HELP_VIEW, "Help", packed(help_text(chains).splitlines()))
