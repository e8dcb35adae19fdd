"""Blocks that several of this chain's messages and modals share."""

from collections.abc import Sequence
from datetime import datetime

from bot.chain import Message
from bot.direction.ids import ASK, EDIT, LOOK, NOT_FOR_THEM, STANCE
from bot.direction.stances.rules import CHOICES
from bot.direction.words import heading
from bot.slack.blocks import SECTION, button, fit, quote, section
from bot.slack.payloads import Block

MOST = 48
"""Blocks of a message; Slack takes fifty."""


def packed(lines: Sequence[str]) -> list[Block]:
    """Lines of mrkdwn, each shorter than a section, in as few sections as hold them."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + 1 + len(line) <= SECTION:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return [section(text) for text in texts]


def when(moment: datetime) -> str:
    """A moment as mrkdwn; Slack shows it in the reader's own zone."""
    fallback = f"{moment:%d %B at %H:%M} UTC"
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}>"


def said(title: str, typed: str) -> list[Block]:
    """What somebody typed, under a title; nothing where nothing was typed."""
    return [section(f"*{title}*"), *quote(typed)] if typed.strip() else []


def line(hat: str, about: str, mrkdwn: str) -> Message:
    """A message of one line: what is left of a prompt when it is done."""
    return Message("Direction", [section(f"{heading(hat, about)}\n{mrkdwn}")])


def message(text: str, body: Sequence[Block], foot: Sequence[Block]) -> Message:
    """A message whose foot, with its buttons, always stands, however long the body is."""
    return Message(text, [*fit(body, MOST - len(foot)), *foot])


def stance_buttons(update_id: str) -> list[Block]:
    return [button(f"{STANCE}.{choice}", label, update_id) for choice, label in CHOICES.items()]


def ask_button(about: str, label: str = "Ask a question") -> Block:
    """`about` is `about:` with an update's id, or `ask:` with a line's."""
    return button(ASK, label, about)


def look_button(lead_id: str, label: str = "Open") -> Block:
    return button(LOOK, label, lead_id)


def edit_button(row_id: str, label: str = "Edit") -> Block:
    return button(EDIT, label, row_id)


def not_for_them(source: str, thread: str | None) -> list[Block]:
    """The way back for what was typed without a thread: it may have been meant for somebody else."""
    if thread is not None or source.startswith(("view:", "affirmed:", "gone:")):
        return []
    return [button(NOT_FOR_THEM, "Not for them", source)]
