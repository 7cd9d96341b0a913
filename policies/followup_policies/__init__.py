"""The policies that ship with followup, one YAML file each; data only."""
