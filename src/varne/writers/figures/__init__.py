"""Pictures of official figures, each with its source and vintage in it, and the same as CSV, JSON and Parquet."""
