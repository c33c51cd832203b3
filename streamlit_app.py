"""The app: which pages there are, and the frame around them."""

import streamlit as st

from ui import shell

st.set_page_config(page_title="Mien", page_icon="assets/icon.svg", layout="wide")

pages = [
    st.Page("app_pages/home.py", title="Home", icon=":material/home:", default=True),
    st.Page("app_pages/photos.py", title="1 Add photos", icon=":material/add_photo_alternate:"),
    st.Page("app_pages/label.py", title="2 Check labels", icon=":material/sell:"),
    st.Page("app_pages/train.py", title="3 Train", icon=":material/school:"),
    st.Page("app_pages/results.py", title="4 See how good", icon=":material/fact_check:"),
    st.Page("app_pages/try_it.py", title="5 Try it", icon=":material/photo_camera:"),
]

shell.frame(st.navigation(pages))
