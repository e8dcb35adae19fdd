"""Speed as ratios, in one interleaved run, against a named reference. Never asserted in a test."""
