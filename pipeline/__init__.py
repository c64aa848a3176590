"""How bytes become records, and records knowledge."""
