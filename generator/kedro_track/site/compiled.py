"""Templates as an earlier build compiled them, in the user's own cache folder.

Compiling those of the default theme takes longer than all else that a small build does.
"""

from __future__ import annotations

import hashlib
import marshal
from contextlib import suppress

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from kedro_track.site.kept import Kept


class Compiled(BytecodeCache):
    """Compiled templates by their names, sources and inputs; without the folder there are none.

    Args:
        inputs: Digest of all that they depend on beside their own sources: versions of the
            packages that compile them, what is worked out beforehand.
    """

    def __init__(self, inputs: str) -> None:
        self._inputs = inputs
        self._kept = Kept("templates")

    def get_source_checksum(self, source: str) -> str:
        """Of a template's source."""
        return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """What an earlier build left, if it left just this, and all of it."""
        content = self._kept.load(self._key(bucket))
        if content is not None:
            with suppress(EOFError, ValueError, TypeError):
                bucket.code = marshal.loads(content)  # noqa: S302 - of our own folder

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Leave it to the next build."""
        self._kept.keep(self._key(bucket), marshal.dumps(bucket.code))

    def _key(self, bucket: Bucket) -> str:
        return f"{self._inputs} {bucket.key} {bucket.checksum}"
