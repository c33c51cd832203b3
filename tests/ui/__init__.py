"""What pages share, tested without a browser."""
