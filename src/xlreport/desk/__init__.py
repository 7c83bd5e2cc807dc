"""What the buttons share: the master lying open, its folders, what comes in and what goes out."""
