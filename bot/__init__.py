"""Tandem: one-on-ones and direction check-ins in Slack, on two chains that never mix.

Start reading at `chain.py` (what a chain offers), then `people/` and `direction/`.
"""
