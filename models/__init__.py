"""The nouns of kejichu: captures, documents, mentions, evidence, records, runs; and its vocabularies."""
