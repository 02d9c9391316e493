"""The Review Lab: an LSTM that judges a sentence, word by word."""
