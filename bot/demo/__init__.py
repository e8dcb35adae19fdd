"""The sample company, played through two weeks against the local Slack."""
