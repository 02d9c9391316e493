"""The two-way reader: a forward, a backward and a bidirectional opinion under each letter."""
