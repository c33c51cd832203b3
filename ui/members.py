"""Who may use this app, where people log in.

They do where ``.streamlit/secrets.toml`` has a section ``auth`` (Streamlit's own, for OpenID
Connect); those it lets in stand in the section ``people``, under ``allowed``. Without ``auth``
whoever reaches the page may. An address counts where the provider says that it is verified, or
where ``trust_unverified`` beside the list says that its word is good without.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from core.errors import CannotServe, NotAllowed

_OTHERS = 0o077
_UNVERIFIED = (
    "Where you logged in, nobody says that this address was made sure to be yours. Do that there "
    "first. Where it cannot be done, whoever set this up may write `trust_unverified = true` "
    "beside the list of people."
)

_settled: list[tuple[object, bool]] = []


def wanted() -> bool:
    """Return whether people have to log in; also where the file that would say it is broken.

    It is settled when this is first asked: the secrets are read once.
    """
    if not (_settled and _settled[0][0] is st.secrets):
        _settled[:] = [(st.secrets, _is_asked_for())]
    return _settled[0][1]


def _is_asked_for() -> bool:
    if st.secrets.load_if_toml_exists():
        return "auth" in st.secrets
    return any(path.exists() for path in _files())


def check_files() -> None:
    """Make sure that the secrets can be read, and by nobody but whoever starts the app.

    Raises
    ------
    CannotServe
        If they cannot, or people should log in but nobody is let in.
    """
    for path in (each for each in _files() if each.is_file()):
        if os.name != "nt" and path.stat().st_mode & _OTHERS:
            raise CannotServe(
                f"Others on this computer can read the secrets in {path}.",
                advice=f"Type: chmod 600 {path}",
            )
    if wanted() and not _allowed():
        raise CannotServe(
            "People have to log in, but nobody is let in.",
            f"{' or '.join(map(str, _files()))} should be TOML with a section [people].",
            'Put there: allowed = ["ann@example.org"]',
        )


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
    if not (user.get("is_logged_in") and address and _is_verified(user)):
        return ""
    return address if any(_fits(address, each) for each in _allowed()) else ""


def may_enter() -> bool:
    """Return whether the pages may be drawn."""
    return not wanted() or bool(signed_in())


def door() -> bool:
    """Return whether the pages may be drawn; else draw how to get in."""
    if may_enter():
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
    if st.user.get("email") and not _is_verified(st.user.to_dict()):
        st.markdown(_UNVERIFIED)
    st.button("Log out", type="primary", on_click=st.logout)
    return False


def _check(user: Mapping[str, Any]) -> None:
    if not address_of(user):
        raise NotAllowed(
            "You are not among the people who may do this.",
            "Nothing was changed.",
            "Load this page again and log in.",
        )


def _files() -> list[Path]:
    return [Path(each) for each in st.get_option("secrets.files")]


def _allowed() -> list[str]:
    named = _people().get("allowed", [])
    several = [named] if isinstance(named, str) else named if isinstance(named, list) else []
    return [str(each).strip().lower() for each in several]


def _people() -> Mapping[str, Any]:
    section = st.secrets.get("people", {}) if st.secrets.load_if_toml_exists() else {}
    return section if isinstance(section, Mapping) else {}


def _is_verified(user: Mapping[str, Any]) -> bool:
    """Return whether the provider made sure of the address, or is trusted to have.

    Some let people type any address into their account and say nothing of it, so silence counts
    only where whoever set this up says so.
    """
    said = user.get("email_verified")
    if said is None:
        return _people().get("trust_unverified") is True
    return str(said).strip().lower() == "true"


def _fits(address: str, entry: str) -> bool:
    """Return whether an entry names this address, or as ``@example.org`` all of its domain."""
    return address == entry or (entry.startswith("@") and address.endswith(entry))
