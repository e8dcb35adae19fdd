"""Pausing Tandem for oneself, and going on."""
