"""The CI check: what works declare, held against what their text says."""
