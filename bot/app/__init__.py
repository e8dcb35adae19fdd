"""The composition root: joins everything, decides nothing."""
