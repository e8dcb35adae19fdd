"""The whole record of a line, for both of its two, and for them only."""
