"""Bytes to (values, problems); one foreign format a file."""
