"""Naming one's people manager: plain data to blocks."""

from bot.chain import Message
from bot.people.blocks import titled
from bot.people.claims.models import Claim
from bot.people.claims.service import ASKED, CONFIRMED, DECLINED, FIELD
from bot.people.names import HAT
from bot.slack.blocks import actions, ask, button, context, modal, plain_text, section
from bot.slack.payloads import View
from bot.slack.text import escape

NAME_MANAGER, NAME_MANAGER_FORM = "people.name_manager", "people.name_manager.form"
CONFIRM, DECLINE = "people.claim.confirm", "people.claim.decline"


def form() -> View:
    picker = {"type": "users_select", "action_id": FIELD, "placeholder": plain_text("Choose a person", 150)}
    return modal(
        NAME_MANAGER_FORM,
        "My people manager",
        [
            section("Your people manager looks after you: one-on-ones, and help when you need it."),
            ask(FIELD, "Who is it?", picker),
            context("They are asked to confirm. Everybody can see who looks after whom."),
        ],
        submit="Ask them",
    )


def asked(name: str) -> View:
    """After the form. The name is plain."""
    said = f"{escape(name)} is asked to confirm. You hear from me when they have."
    return modal(NAME_MANAGER_FORM, "My people manager", [section(said)])


def claim(found: Claim, name: str) -> Message:
    """To the named one; after the decision without buttons. The name is the report's, plain."""
    name = escape(name)
    title = section(titled(f"*{name} names you as their {HAT}.* Is that so?"))
    if found.state != ASKED:
        return Message(f"{name} named you as their {HAT}", [title, context(_settled(found))])
    buttons = actions(
        button(CONFIRM, "Confirm", found.id, style="primary"), button(DECLINE, "Decline", found.id)
    )
    told = "Confirmed, you are prompted for one-on-ones with them. Everybody can see who looks after whom."
    return Message(f"{name} names you as their {HAT}", [title, buttons, context(told)])


def _settled(found: Claim) -> str:
    words = {CONFIRMED: "You confirmed it.", DECLINED: "You declined."}
    return words.get(found.state, "It was settled in the meantime. Nothing to do for you.")


def declined(name: str) -> Message:
    """To the one who asked. The name is the named one's, plain."""
    name = escape(name)
    said = f"{name} says that they are not your {HAT}. Name somebody else, or ask the people team."
    return Message(
        f"{name} is not your {HAT}",
        [section(titled(said)), actions(button(NAME_MANAGER, "Name my people manager"))],
    )
