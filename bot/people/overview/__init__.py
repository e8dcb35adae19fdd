"""What somebody needs most at a glance: their next one-on-one, and those of their reports."""
