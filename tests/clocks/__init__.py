"""Five years of occurrences in every zone, against a computation of our own that knows no cadence.py."""
