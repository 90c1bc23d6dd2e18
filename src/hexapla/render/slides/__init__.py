"""Pages as slides."""
