"""`tandem demo`: the sample company in a browser, where a newcomer is any of its people.

`show` composes it: the local Slack with its page, Tandem, and the company's clock (`flow`), which begins at a
moment worth seeing (`opening`). What the page can't know of Tandem comes from `telling`, what the tour plays
from `tour` and `scenes`. `folder` is where it lives: a temporary one, or the one that was named.
"""
