"""Spaceflights: what does a shuttle to the moon cost?"""
