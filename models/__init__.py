"""The nouns of kejichu: capture, document, mention, evidence, record, run; and the vocabularies."""
