"""The command line: parses flags and calls one function; its bodies import what they need."""
