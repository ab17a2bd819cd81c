"""From bytes to blocks: decoding, the parse, the one walk, and what of a page is chrome."""
