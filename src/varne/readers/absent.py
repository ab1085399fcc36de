"""What is said when a forecast cannot be had: the extra is not installed, or the other end does not answer."""


class NotAtHand(ConnectionError):
    """A forecast service that cannot be reached, or refuses; says which and what to do meanwhile."""

    def __init__(self, service: str, why: str, mend: str) -> None:
        self.service, self.why = service, why
        super().__init__(f"{service} is not at hand: {why}; {mend}")


MEANWHILE = "use a file fetched before, or write 'SRC else tide' to go on with the tide atlas"


class ExtraMissing(ValueError):
    """A format or service that needs an extra of Varne."""

    def __init__(self, what: str, module: str) -> None:
        super().__init__(f"{what} needs the extra forecast ({module} is not installed): pip install 'varne[forecast]'")


def first_line(error: BaseException) -> str:
    """What an exception says, on one line.

    >>> first_line(OSError("no route to host\\n  (a long trace)"))
    'no route to host'
    """
    return (str(error).strip() or type(error).__name__).splitlines()[0]
