"""Sources as data: one YAML profile a source says where its lists are and which links are items."""
