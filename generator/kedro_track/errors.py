"""Every error that kedro-track raises on purpose: one root, one sentence, one way out each."""


class TrackError(Exception):
    """The root: the command line prints its text and exits with 1."""


class ConfigError(TrackError):
    """`track.yml` holds something that can't be meant; all problems are reported together."""


class StoreError(TrackError):
    """A session store can't be opened, read or written."""


class StoreBusyError(StoreError):
    """A session store is in use by others: what failed may well succeed a little later."""


class EditedMeanwhileError(StoreError):
    """Somebody said something of a run after it was decided what to say of it."""


class TrackingError(TrackError):
    """Versioned folders or their catalog can't be read."""


class ThemeError(TrackError):
    """A theme is missing, or one of its templates fails."""


class OutputError(TrackError):
    """The site can't be written where it was asked for."""


class ExecutorError(TrackError):
    """What should make the pages, such as a cluster, can't be reached or can't make them."""


class PublishError(TrackError):
    """A built site can't be packed, or can't go where it was sent."""


class NotFoundError(TrackError, LookupError):
    """What was asked for by name is not there."""


class ServeError(TrackError):
    """The site can't be served."""


class FilterError(TrackError):
    """A filter expression can't be understood.

    Attributes:
        position: The zero-based offset of the character at fault.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position
