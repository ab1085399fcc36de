"""How long people can live in this water: three curves and their sources, never one number; and what finding them is worth."""
