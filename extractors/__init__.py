"""How a field is found: pure functions from a tagged document to mentions. No I/O, no clock."""
