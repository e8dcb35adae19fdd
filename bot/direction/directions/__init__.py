"""Where the team is going, and why: stated, changed and affirmed by its leader."""
