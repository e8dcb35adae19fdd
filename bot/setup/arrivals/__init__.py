"""First contact, the installer's invitation, and people who join, change and leave."""
