"""What Slack refuses in messages, modals and Home tabs, and how it says so.

Pure functions on payloads: no state, no clock, no server. `surfaces` is the way in. The limits are those of
Slack's Block Kit reference; what Slack leaves open is settled on the strict side. `slack_sdk.models` gives a
second opinion (`second_opinion`), for what its authors knew and we forgot.
"""
