"""What each kind of entry of a fixture stands for: which operations it is, and who does them."""
