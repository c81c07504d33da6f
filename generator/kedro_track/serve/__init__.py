"""The site on the desk: built, served on loopback, rebuilt as runs come, edited in place."""
