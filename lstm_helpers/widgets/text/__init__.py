"""The Text Lab: an LSTM that writes letter by letter, and what it expects at each."""
