"""This chain's part of the App Home: what is open for me, my leaders, and where my teams are going."""

from bot.direction.ids import OPEN
from bot.direction.looking.overview import NOBODY, following, leading
from bot.roster.models import Person
from bot.slack.blocks import actions, button, fit, section
from bot.slack.payloads import Block
from bot.storage.work import Work

MOST = 44
"""Blocks: Home takes a hundred, and this is one of two chains and a ledger."""
CUT = "_There is more: use_ `/direction`."


def home(work: Work, me: Person) -> list[Block]:
    blocks = [*leading(work, me), *following(work, me)]
    if not blocks:
        return [section(NOBODY)]
    return [*fit(blocks, MOST - 1, CUT), actions(button(OPEN, "Open my teams"))]
