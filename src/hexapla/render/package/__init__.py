"""The companion package as people read it: modules by variant and topic, tests, a project."""
