"""Workspaces: who installed Tandem, the workspace's settings and its keys."""
