"""Faces found in pictures, which of them a label is about, and whether the set is about faces.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of faces and the columns that refer to it."""
    op.create_table(
        "faces",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("picture_id", sa.String(64), sa.ForeignKey("pictures.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("face", sa.Text, nullable=False),
        sa.UniqueConstraint("picture_id", "number", name="one_face_per_number"),
    )
    op.add_column("pictures", sa.Column("face_count", sa.Integer))
    op.add_column("pictures", sa.Column("face_choice", sa.String(8)))
    op.add_column("dataset", sa.Column("framing", sa.String(8)))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("dataset", "framing")
    op.drop_column("pictures", "face_choice")
    op.drop_column("pictures", "face_count")
    op.drop_table("faces")
