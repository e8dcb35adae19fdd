"""Whose turn is a DM? Asks each chain, guesses nothing, and holds what nobody asked for."""

from collections.abc import Mapping, Sequence
from functools import partial

from bot.chain import Chain, Renderer
from bot.inbox import listeners, repo, service, sight, views


class Inbox:
    """What the composition root joins: like a chain's, and about neither."""

    def __init__(self, chains: Sequence[Chain]) -> None:
        self.routes = listeners.Listeners(chains).routes
        self.renderers: Mapping[str, Renderer] = {service.CARD: partial(views.card, chains)}
        self.waiting = repo.waiting
        self.due = service.due
        self.sight = sight.sight


__all__ = ["Inbox"]
