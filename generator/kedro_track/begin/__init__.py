"""Beginning with a project: what `kedro track init` changes in it, what `doctor` finds."""
