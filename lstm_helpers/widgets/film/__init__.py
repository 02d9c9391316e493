"""The Film Lab: an LSTM that watches a film, frame by frame."""
