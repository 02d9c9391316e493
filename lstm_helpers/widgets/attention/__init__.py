"""The Attention Lab: a translator, and where it looks."""
