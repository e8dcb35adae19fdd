"""Many people at once: what a Monday at nine does to one process. Long: `make load` runs it."""
