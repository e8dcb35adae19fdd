"""Day one in Slack, and all that follows people as they join, change, pause and leave."""
