"""From a History to the bytes of a site; `output` is the one module that writes."""
