"""Names of the environment variables that kejichu reads; nothing is imported for them."""

WORKSPACE, DATABASE = "KEJICHU_WORKSPACE", "KEJICHU_DATABASE"
