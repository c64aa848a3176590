"""The review page: what reviewing offers, in a browser on the reviewer's own machine."""
