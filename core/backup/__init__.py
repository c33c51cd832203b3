"""A whole project as one file: photos, labels, journal and trainings, written and put back."""
