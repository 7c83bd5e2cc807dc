"""What goes out to whom: the plan, the manifest, what must not leak, the covering letter."""
