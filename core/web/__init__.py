"""What stands between the network and whatever answers there; pure ASGI."""
