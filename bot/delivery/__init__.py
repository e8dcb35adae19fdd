"""The outbox: sends things, once, at a fitting hour; never knows what they say."""
