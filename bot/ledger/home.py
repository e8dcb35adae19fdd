"""App Home: who holds what for me, what is open, and the state of the duties. Useful when empty, too."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.chain import Chain
from bot.ledger import rows as data
from bot.ledger import words
from bot.ledger.rows import Row
from bot.ledger.views import HELP, LEDGER, NAME, packed
from bot.roster import people as roster
from bot.roster.models import Person
from bot.slack.blocks import actions, button, context, divider, fit, header, home, section
from bot.slack.payloads import Block, View
from bot.slack.text import escape, shorten
from bot.storage.work import Work

CHAIN_BLOCKS = 36
"""What one chain may take of a Home's hundred blocks."""
MOST_LINES = 25
"""Duties in one list; the ledger has them all."""
SETUP, PAUSE, RESUME = "tandem.setup", "tandem.pause_button", "tandem.resume"


@dataclass(frozen=True, slots=True)
class Doors:
    """What Home asks of the other rooms."""

    may_set_up: Callable[[Work, Person], bool]
    concerns: Callable[[Work, Person], frozenset[str]]
    """The ids of further units whose duties are this person's concern: the seats of their teams."""


def home_view(chains: Sequence[Chain], doors: Doors, work: Work, me: Person) -> View:
    may_set_up = doors.may_set_up(work, me)
    if data.is_empty(chains, work):
        blocks = _beginning(chains, may_set_up=may_set_up)
    else:
        rows = data.rows(chains, work, me)
        ours = doors.concerns(work, me)
        blocks = _both_hats(chains, work, me)
        for chain in chains:
            blocks += _part(chain, work, me, [row for row in rows if row.chain == chain.name], ours)
    return home([*blocks, divider(), *_foot(work, me, may_set_up=may_set_up)])


def _beginning(chains: Sequence[Chain], *, may_set_up: bool) -> list[Block]:
    hats = " and ".join(f"{chain.mark} your {chain.hat}" for chain in chains)
    first = (
        "*You can begin:* assign managers, leaders and members with `/tandem setup`, or by the button below."
        if may_set_up
        else "*How it begins:* an admin of this workspace types `/tandem setup` and picks people in a form."
    )
    return [
        header("Tandem keeps two chains turning"),
        section(
            f"Everybody has two people to count on: {hats}. One looks after the human, the other after where "
            "the team is going. Tandem prompts both sides, carries what is said, and keeps the two apart."
        ),
        section(
            "*Who reads what:* every question names its readers before you answer. What you tell one of the "
            "two, the other does not see. Admins read none of it."
        ),
        section("*To pause it:* type `/tandem pause` at any time, or use the menu on any question."),
        section(first),
        section("*You need not wait:* type `/1on1` to say who your people manager is; they confirm it."),
    ]


def _both_hats(chains: Sequence[Chain], work: Work, me: Person) -> list[Block]:
    if me.id not in data.both_hats(chains, work):
        return []
    hats = " and ".join(f"{chain.mark} {chain.hat}" for chain in chains)
    return [section(f"*You wear both hats:* {hats}. Every prompt says for which of them it is.")]


def _part(chain: Chain, work: Work, me: Person, rows: Sequence[Row], ours: frozenset[str]) -> list[Block]:
    owed_by_me = [row for row in rows if row.holder_id == me.id]
    owed_to_me = [row for row in rows if row.holder_id != me.id and row.unit_id in {me.id, *ours}]
    return [
        header(f"{chain.mark} {chain.name.capitalize()}"),
        *fit(chain.home(work, me), CHAIN_BLOCKS),
        *_duties("What you owe", [(row.unit, row) for row in owed_by_me]),
        *_duties("What is owed to you", [(row.holder or row.unit, row) for row in owed_to_me]),
    ]


def _duties(title: str, named: Sequence[tuple[str, Row]]) -> list[Block]:
    lines = [
        f"{words.state(row.state)} · {words.duty(row.duty)} · {escape(shorten(name, NAME))}"
        for name, row in named[:MOST_LINES]
    ]
    more = len(named) - MOST_LINES
    tail = [f"_and {more} more in the ledger_"] if more > 0 else []
    return packed([f"*{title}*", *lines, *tail]) if lines else []


def _foot(work: Work, me: Person, *, may_set_up: bool) -> Iterable[Block]:
    away = roster.is_away(work, me, roster.calendar(work, me).day_of(work.now))
    if away:
        yield context("Paused: no prompt of either chain reaches you now.")
    yield actions(
        button(LEDGER, "Ledger"),
        button(HELP, "Help"),
        button(RESUME, "Resume") if away else button(PAUSE, "Pause"),
        *([button(SETUP, "Set up")] if may_set_up else []),
    )
