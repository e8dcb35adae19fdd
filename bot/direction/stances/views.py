"""What a member reads after choosing, and what a leader and members see of the stances."""

from collections.abc import Mapping

from bot.direction.blocks import ask_button
from bot.direction.ids import SIGN
from bot.direction.stances.counting import Mine
from bot.direction.stances.rules import CHOICES, QUESTION
from bot.direction.stances.service import LeaderView
from bot.direction.words import heading
from bot.slack.blocks import actions, button, context, section
from bot.slack.payloads import Block
from bot.slack.text import escape


def confirmation(mine: Mine) -> list[Block]:
    """For the eyes of whoever chose: what is stored, and who sees what of it."""
    more = [ask_button(f"about:{mine.update_id}", "Ask it")] if mine.choice == QUESTION else []
    return [
        section(f"{heading('Direction', escape(mine.team))}\nYour stance: *{CHOICES[mine.choice]}*."),
        actions(*more, sign_button(mine)),
        context(who_sees(mine)),
    ]


def sign_button(mine: Mine) -> Block:
    if mine.signed:
        return button(SIGN, "Take my name off", f"0:{mine.update_id}")
    return button(SIGN, "Sign it with my name", f"1:{mine.update_id}")


def who_sees(mine: Mine) -> str:
    leader, team = escape(mine.leader), escape(mine.team)
    members = f"The members of {team} see counts from four up, never a name."
    if mine.is_visible:
        return f"{leader} sees it with your name. {members} You can choose again, or take your name off."
    if mine.signed:
        return (
            f"{leader} will see your name as soon as it does not tell what others chose who did not sign. "
            f"{members}"
        )
    return (
        f"{leader} sees it without your name, counted together with three others or more. {members} "
        "You can choose again at any time."
    )


def leader_lines(view: LeaderView) -> list[str]:
    """Lines of mrkdwn."""
    found = [f"•  {escape(name)}: {CHOICES[choice]}" for name, choice in view.named]
    if view.unsigned is not None:
        found.append(f"•  Without names, when last counted: {counted(view.unsigned)}")
    return found or ["•  No stance to show yet. Unsigned ones are shown from four up."]


def counted(counts: Mapping[str, int]) -> str:
    """ "5 took part: I'm in 4, I have a question 1, I see it differently 0"."""
    each = ", ".join(f"{label} {counts[choice]}" for choice, label in CHOICES.items())
    return f"{sum(counts.values())} took part: {each}"


def member_lines(counts: Mapping[str, int] | None) -> list[str]:
    return [f"•  {counted(counts)}"] if counts else ["•  Counts are shown from four stances up."]
