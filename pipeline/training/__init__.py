"""Training of the sentence classifiers from the texts of training/texts."""
