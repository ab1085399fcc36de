"""Moments as text that sorts by time, and where a day of knowledge ends."""

from datetime import UTC, date, datetime, timedelta

LATEST = date(9999, 12, 30)
"""As known on this day: everything that we hold."""


def text_of(moment: datetime) -> str:
    """An aware moment as text, whole seconds.

    raises  ValueError for a time without a zone
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no zone; give it one, such as time.replace(tzinfo=UTC)")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(text: str) -> datetime:
    """The moment of a text that `text_of` made."""
    return datetime.fromisoformat(text)


def end_of(as_known: date) -> str:
    """The first moment, as text, that is not known any more on a day: midnight UTC after it.

    >>> end_of(date(2025, 3, 3))
    '2025-03-04T00:00:00Z'
    """
    return f"{as_known + timedelta(days=1):%Y-%m-%d}T00:00:00Z"
