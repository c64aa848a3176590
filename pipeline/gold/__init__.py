"""Gold: a blind random sample of pages, coded by people, and how well runs read it."""
