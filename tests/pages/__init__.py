"""Every page, drawn headless on an empty and on a filled workspace."""
