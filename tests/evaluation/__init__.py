"""Numbers about answers, held equal to scikit-learn's."""
