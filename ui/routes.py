"""Where each page's file lies; spelled here once."""

HOME = "app_pages/home.py"
PHOTOS = "app_pages/photos.py"
LABEL = "app_pages/label.py"
TRAIN = "app_pages/train.py"
RESULTS = "app_pages/results.py"
TRY_IT = "app_pages/try_it.py"
COMPARE = "app_pages/compare.py"
