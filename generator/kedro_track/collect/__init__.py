"""From the sources to a History: stores, catalogs, versioned folders. Never writes there."""
