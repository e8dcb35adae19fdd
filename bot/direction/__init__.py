"""The direction chain: updates, stances, questions, and all that the team leader owes the team."""
