"""Marks a person sets (skipped, not sure), the choice of a face as an event, and quick filters.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MARKS = ("old_mark", "new_mark", "old_face", "new_face")
_INDEXES: dict[str, tuple[str, list[Any]]] = {
    "pictures_by_split": ("pictures", ["split", "binned", "class_id"]),
    "pictures_by_source": ("pictures", ["source"]),
    "pictures_by_mark": ("pictures", ["mark"]),
    "pictures_by_faces": ("pictures", ["face_count"]),
    "pictures_by_arrival": ("pictures", ["binned", "seq"]),
    "pictures_by_name": ("pictures", ["binned", sa.text("lower(name)"), "seq"]),
    "pictures_by_class_and_name": (
        "pictures",
        ["binned", "class_id", sa.text("lower(name)"), "seq"],
    ),
    "changes_by_person": ("changes", ["who", "state", "seq"]),
    "events_by_person": ("events", ["who", "picture_id"]),
}


def upgrade() -> None:
    """Add the columns and the indexes."""
    op.add_column("pictures", sa.Column("mark", sa.String(8)))
    op.add_column("changes", sa.Column("value", sa.String(8)))
    for name in _MARKS:
        op.add_column("events", sa.Column(name, sa.String(8)))
    for name, (table, columns) in _INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Drop them."""
    for name, (table, _) in _INDEXES.items():
        op.drop_index(name, table)
    for name in _MARKS:
        op.drop_column("events", name)
    op.drop_column("changes", "value")
    op.drop_column("pictures", "mark")
