"""One module a family of pages: each turns the history into pages and their contexts."""
