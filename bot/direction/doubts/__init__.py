"""A post into a team's channel of which nobody can tell whether it arrived: the leader looks, and says."""
