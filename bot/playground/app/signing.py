"""Slack's request signature, version v0."""

import hashlib
import hmac


def signature(secret: str, timestamp: int, body: str) -> str:
    """The `X-Slack-Signature` of a body; `timestamp` is in seconds since 1970, real time."""
    base = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
