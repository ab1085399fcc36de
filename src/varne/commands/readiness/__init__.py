"""varne readiness: forecasts of crossings issued into a record of their own, and scored when their days have come."""
