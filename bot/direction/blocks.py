"""Blocks that several of this chain's messages and modals share."""

from collections.abc import Sequence

from bot.slack.blocks import SECTION, section
from bot.slack.payloads import Block


def packed(lines: Sequence[str]) -> list[Block]:
    """Lines of mrkdwn, each shorter than a section, in as few sections as hold them."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + 1 + len(line) <= SECTION:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return [section(text) for text in texts]
