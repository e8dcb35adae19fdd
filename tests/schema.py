"""The schema that tests run on: what the migrations make."""

from bot.workspaces.schema import upgrade


def make_schema(url: str) -> None:
    upgrade(url)
