"""The ledger: decisions of reviewers, kept for good and carried over to every later run."""
