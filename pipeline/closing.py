"""What holds a file or a connection, and gives it up at the end of a ``with`` block."""

from types import TracebackType
from typing import Self


class Closing:
    """Its ``with`` block ends with ``close``."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give up what is held."""
        raise NotImplementedError
