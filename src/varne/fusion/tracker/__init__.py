"""Dense sensors to tracks: radar plots in clutter, ships that say who they are, and what of it fusion takes as reports."""
