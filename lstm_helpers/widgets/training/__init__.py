"""The Training view: the loss while it falls."""
