"""What the authors of slack-sdk know about Block Kit, asked after our own checks found nothing.

Its classes check on `to_dict()`. Blocks it has no class for it can't judge.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

# It doesn't know the newest kinds, or checks them against an older state of the reference.
_BEYOND_IT = frozenset({"data_visualization", "table", "rich_text", "markdown", "card", "alert"})


def sdk_problems(blocks: object) -> list[str]:
    """Its complaint, if it has one."""
    return [problem for block in _known(blocks) for problem in _complaint(json.dumps(block))]


def _known(blocks: object) -> Iterator[dict[str, Any]]:
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, dict) and block.get("type") not in _BEYOND_IT:
            yield block


@lru_cache(maxsize=2_000)
def _complaint(block: str) -> tuple[str, ...]:
    """Kept, for an app sends many blocks again and again, and asking takes longer than our own checks."""
    try:
        parsed = Block.parse(json.loads(block))
        if parsed is not None:
            parsed.to_dict()
    except SlackObjectFormationError as error:
        return (f"[ERROR] {error} [slack-sdk]",)
    return ()
