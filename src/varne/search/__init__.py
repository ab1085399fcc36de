"""Where to look: how far a searcher sees, what tracks to sail or fly, what they are worth."""
