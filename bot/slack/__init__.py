"""Slack mechanics, no domain words: client, narrow errors, block builders, what comes in."""
