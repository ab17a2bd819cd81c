"""What a page says of its topic and of itself: definition, other names, kind, people, links."""
