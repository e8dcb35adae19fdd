"""What the tests of this room share."""

from tests.empty import empty_url

__all__ = ["empty_url"]
