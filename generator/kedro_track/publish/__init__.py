"""A built site on its way out: as one file, as an archive, to GitHub Pages, to a bucket."""
