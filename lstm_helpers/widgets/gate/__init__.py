"""The Gate Lab: one sequence going through one LSTM layer, step by step."""
