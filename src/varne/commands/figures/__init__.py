"""varne figures: official publications taken in, figures shown and plotted, claims checked."""
