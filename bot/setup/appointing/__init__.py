"""The people team, and the admins where a list of them is set. Whoever is concerned is told."""
