"""The session store: its tables, the one writer and the one reader. Rows stop here."""
