"""The way from this Slack to the app: signed requests or a socket, acknowledgements, retries."""
