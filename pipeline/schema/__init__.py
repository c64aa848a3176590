"""The record's schema in every form that others read, generated from the model and its texts."""
