"""First contact in three lines, the invitation to set Tandem up, and who came without a manager or leader."""

from collections.abc import Sequence

from bot.chain import Chain, Message
from bot.delivery.models import Delivery
from bot.roster import people as roster
from bot.setup.ids import HUB
from bot.slack.blocks import actions, button, context, section
from bot.slack.text import escape
from bot.storage.work import Work

MOST_LINES = 30
PAUSE = "*To pause it:* type `/tandem pause` at any time, or use the menu on any question."


def welcome(chains: Sequence[Chain], _work: Work, _deliveries: Sequence[Delivery]) -> Message:
    people, direction = (f"{chain.mark} your {chain.hat}" for chain in chains)
    return Message(
        "Hello, I am Tandem",
        [
            section(
                f"*What I am:* Tandem keeps you in touch with {people}, who looks after you, "
                f"and with {direction}, who says where the team is going, and keeps the two apart."
            ),
            section(
                "*Who reads what:* every question names its readers. What you tell one of the two, "
                "the other does not see; admins read none of it."
            ),
            section(PAUSE),
        ],
    )


def invite(_work: Work, _deliveries: Sequence[Delivery]) -> Message:
    return Message(
        "Tandem is here. Shall we set it up?",
        [
            section(
                "*Tandem is installed.* It starts as soon as it knows who looks after whom, and who leads "
                "which team. You need no file and no shell: pick people in a form."
            ),
            actions(button(HUB, "Set up Tandem", style="primary")),
            context("The same opens with `/tandem setup`. Everyone concerned is told of every change."),
        ],
    )


def newcomer(chains: Sequence[Chain], work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """Who has no manager or no leader; None where everybody has by now."""
    subjects = roster.persons(work, [one.subject for one in deliveries])
    unheld = {chain.hat: chain.unheld(work) for chain in chains}
    lines = []
    for person in sorted(subjects.values(), key=lambda one: (one.name, one.id)):
        missing = [f"no {hat}" for hat, without in unheld.items() if person.id in without]
        if person.active and missing:
            lines.append(f"• *{escape(person.name)}*: {' and '.join(missing)}")
    if not lines:
        return None
    more = len(lines) - MOST_LINES
    shown = lines[:MOST_LINES] + ([f"and {more} more"] if more > 0 else [])
    return Message(
        "Somebody has no manager or no leader",
        [
            section("Until somebody is assigned, nothing is asked on that side:"),
            *[section(line) for line in shown],
            actions(button(HUB, "Assign")),
        ],
    )
