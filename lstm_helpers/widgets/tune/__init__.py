"""The Tune Lab: an LSTM that composes note by note, and what it expects at each."""
