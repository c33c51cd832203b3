"""A photo removed from everywhere that Mien keeps things."""
