"""Whether a member chooses to follow. Never demanded, never chased, counted in batches."""
