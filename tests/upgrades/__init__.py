"""One version after the other on the same database: what the older one still does, and what is refused."""
