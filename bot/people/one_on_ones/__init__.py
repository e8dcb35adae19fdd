"""Each meeting of two: planned, prompted, begun, ended; held, not held or skipped."""
