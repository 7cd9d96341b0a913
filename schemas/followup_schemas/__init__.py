"""The published JSON Schemas and the built-in vocabulary; data only."""
