"""Who may use this app, where people log in.

They do where ``.streamlit/secrets.toml`` has a section ``auth`` (Streamlit's own, for OpenID
Connect); those it lets in stand in the section ``people``, under ``allowed``. Without ``auth``
whoever reaches the page may.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.errors import NotAllowed


def wanted() -> bool:
    """Return whether people have to log in."""
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets


def signed_in() -> str:
    """Return the e-mail address of whoever logged in and may be here; "" if nobody did."""
    return address_of(st.user.to_dict()) if wanted() else ""


def check() -> None:
    """Make sure that whoever asks for this redraw may.

    Raises
    ------
    NotAllowed
        If people have to log in, and this person did not or is not among the allowed.
    """
    if wanted():
        _check(st.user.to_dict())


def address_of(user: Mapping[str, Any]) -> str:
    """Return the e-mail address of a person who may be here, "" of anybody else.

    Parameters
    ----------
    user : mapping
        What the provider said of them.
    """
    address = str(user.get("email") or "").strip().lower()
    if not (user.get("is_logged_in") and address) or user.get("email_verified") is False:
        return ""
    return address if any(_fits(address, each) for each in _allowed()) else ""


def door() -> bool:
    """Return whether the pages may be drawn; else draw how to get in."""
    if not wanted() or signed_in():
        return True
    st.title("Mien", anchor=False)
    if not st.user.get("is_logged_in"):
        st.markdown("This is for people of a team. Log in to go on.")
        st.button("Log in", type="primary", on_click=st.login)
        return False
    who = st.user.get("email") or "without an e-mail address"
    st.error("You are logged in, but not among the people who may use this.")
    st.text(f"Logged in: {who}")
    st.markdown("Ask whoever set it up to add you, or log in as somebody else.")
    st.button("Log out", type="primary", on_click=st.logout)
    return False


def _check(user: Mapping[str, Any]) -> None:
    if not address_of(user):
        raise NotAllowed(
            "You are not among the people who may do this.",
            "Nothing was changed.",
            "Load this page again and log in.",
        )


def _allowed() -> list[str]:
    people = st.secrets.get("people", {})
    return [str(each).strip().lower() for each in people.get("allowed", [])]


def _fits(address: str, entry: str) -> bool:
    """Return whether an entry names this address, or as ``@example.org`` all of its domain."""
    return address == entry or (entry.startswith("@") and address.endswith(entry))
