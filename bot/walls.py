"""The shared mechanism of both policies: a table, and the grant that it issues.

Each chain decides in its own `policy.py` what its table says and who stands in which relation to
a record. Sealed text opens only with a `Grant`, so nothing is read without a viewer being named.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from bot.errors import NotAllowed

Table = Mapping[str, Mapping[str, frozenset[str]]]
"""record -> action -> the relations that may do it"""


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave for one viewer to do one thing to the records of one kind inside one wall.

    `scope` is the id of what the wall surrounds: a responsibility line, or one person.
    Only a `Policy` makes these.
    """

    viewer_id: str
    record: str
    action: str
    scope: str


class Policy:
    def __init__(self, table: Table) -> None:
        self._table = table

    def allows(self, relations: Set[str], record: str, action: str) -> bool:
        return bool(relations & self._table[record].get(action, frozenset()))

    def relations_for(self, record: str, action: str) -> frozenset[str]:
        """Who may do this at all, as relations; for saying who will see what is about to be written."""
        return self._table[record].get(action, frozenset())

    def permit(self, viewer_id: str, relations: Set[str], record: str, action: str, *, scope: str) -> Grant:
        """The grant, or `NotAllowed` where no relation of the viewer's may do this."""
        if not self.allows(relations, record, action):
            raise NotAllowed(
                "This is not yours to see or change. Nothing was shown, and nothing has changed."
            )
        return Grant(viewer_id, record, action, scope)
