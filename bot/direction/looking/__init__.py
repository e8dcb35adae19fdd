"""What one sees without being asked anything: one's teams, and one line as far as one may read it."""
