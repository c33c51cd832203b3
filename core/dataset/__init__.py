"""What we know about pictures: reading, keeping, labelling, splitting and drawing them."""
