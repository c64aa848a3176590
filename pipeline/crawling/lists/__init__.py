"""Entry lists: what one page of a list tells, by kind."""
