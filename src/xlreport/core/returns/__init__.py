"""What comes back: arrivals, whose file it is, what its rows answer."""
