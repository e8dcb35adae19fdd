"""What a person does in Slack: read, write, click, fill in; and what the client does for them."""
