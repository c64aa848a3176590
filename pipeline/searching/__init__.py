"""Finding records of a run: words of Chinese and English, coded fields, dates."""
