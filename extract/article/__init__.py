"""From blocks to sections: which part of a page is its article, what it is about, and how headings cut it."""
