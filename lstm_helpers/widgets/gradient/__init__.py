"""The Gradient Lab: how large a gradient is after so many steps back."""
