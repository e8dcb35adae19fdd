"""What the tests of this room share."""

from tests.people.conftest import company
from tests.slackside import core

__all__ = ["company", "core"]
