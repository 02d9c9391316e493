"""The Sound Lab: hear a clip, see what a network hears in it, and how blanks and repeats collapse."""
