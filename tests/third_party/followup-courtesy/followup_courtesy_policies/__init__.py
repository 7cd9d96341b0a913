"""Policies of courtesy."""
