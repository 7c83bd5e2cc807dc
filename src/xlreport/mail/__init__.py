"""Mail: composing it, the ways out behind one port, and what both directions need to reach a server."""
