"""What is written for a one-on-one: the report's answers, and the talking points of both."""
