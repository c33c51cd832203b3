"""What of a photo set is worth a look: wrong labels, copies, poor photos. Arrays in, arrays out."""
