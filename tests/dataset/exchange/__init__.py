"""Sets that are taken away and come back."""
