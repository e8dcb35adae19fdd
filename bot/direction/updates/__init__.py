"""What changed and why: asked of the leader on a cadence, told to the team."""
