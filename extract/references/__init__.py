"""The article's own references, and the identifiers in them."""
