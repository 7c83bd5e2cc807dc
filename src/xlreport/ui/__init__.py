"""The port through which actions speak to the person who started them."""
