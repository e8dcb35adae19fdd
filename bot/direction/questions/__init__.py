"""What members ask their leaders, and what these answer."""
