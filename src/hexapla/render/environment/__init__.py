"""What a reader needs to run the notebooks of a variant, made from its lock."""
