"""The Memory Lab: draw the gates, see the memory."""
