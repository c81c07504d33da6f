"""The demo: a small Kedro project, really run, that gives a site something to tell.

Knows the command lines of git, Kedro and kedro-track; imports nothing of them.
"""
