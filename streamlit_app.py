"""The app: which pages there are and the frame around them; and the server that shows them.

Streamlit reads this file twice: once to start the server, which it finds in ``app``, and whenever
a page is drawn.
"""

import streamlit as st

if st.runtime.exists():
    from ui import members, routes, shell

    st.set_page_config(page_title="Mien", page_icon="assets/icon.svg", layout="wide")

    pages = [
        st.Page(routes.HOME, title="Home", icon=":material/home:", default=True),
        st.Page(routes.PHOTOS, title="1 Add photos", icon=":material/add_photo_alternate:"),
        st.Page(routes.LABEL, title="2 Check labels", icon=":material/sell:"),
        st.Page(routes.CLEAN, title="Clean up", icon=":material/cleaning_services:"),
        st.Page(routes.TRAIN, title="3 Train", icon=":material/school:"),
        st.Page(routes.RESULTS, title="4 See how good", icon=":material/fact_check:"),
        st.Page(routes.TRY_IT, title="5 Try it", icon=":material/photo_camera:"),
        st.Page(routes.SHARE, title="Share", icon=":material/ios_share:"),
        st.Page(routes.COMPARE, title="Compare", icon=":material/compare_arrows:"),
    ]

    menu = "sidebar" if members.may_enter() else "hidden"
    shell.frame(st.navigation(pages, position=menu))
else:
    from ui import server

    app = st.App(__file__, **server.settings())
