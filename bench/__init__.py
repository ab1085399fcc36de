"""Measurements that answer a named question; each prints one JSON line with a ratio against a peer or limit of the same run."""
