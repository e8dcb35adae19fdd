"""What the tests of this room share."""

from tests.slackside import company, core, logged, slack

__all__ = ["company", "core", "logged", "slack"]
