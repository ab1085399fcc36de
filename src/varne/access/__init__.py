"""Who may do what at a node: roles, accounts, sessions, and how often somebody may guess. No HTTP, no case content."""
