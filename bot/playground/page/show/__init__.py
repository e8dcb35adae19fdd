"""What the page shows, as markup: pure functions on plain data.

`blocks` is the way in for messages and views, `elements` says what the page's script may count on. Nothing
that somebody wrote becomes markup: templates escape everything, and what is put together here is `Markup`
whose `format` and `join` escape.
"""
