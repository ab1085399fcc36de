"""Forecasts of crossings, issued into a record of their own and scored when their days come; models: crossings.readiness."""
