"""The plugins that we ship, one module each, written as a stranger would: with the public names of `followup` only."""
