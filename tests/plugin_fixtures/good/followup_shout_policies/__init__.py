"""A stranger's policies."""
