"""The people chain: one-on-ones and all that the people manager owes a person. No door to the other chain."""
