"""The wider picture: official figures with provenance and vintages, and readiness for crossings. Pure."""
