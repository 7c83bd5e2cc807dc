"""The data sheets of a new master."""
