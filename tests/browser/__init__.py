"""The demo's page in a real browser: what a newcomer sees and does."""
