"""What sentences are classified for; each is a file of models/weights."""

TASKS = (
    "cooperation_types",
    "development_stage",
    "direction",
    "ip_status",
    "relevance",
    "technology_fields",
)
