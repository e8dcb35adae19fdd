"""What the tests of this room share."""

from tests.empty import empty_url
from tests.slackside import company

__all__ = ["company", "empty_url"]
