"""How likely crossings are in the next days and of what size: for the whole Strait, never a place or an hour of it. Pure."""
