"""Values to bytes, one format a file; pure: whoever calls writes the file."""
