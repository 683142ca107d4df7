"""The limits of a bundle (sync.md 2.7): what is larger is refused before it is read."""

from __future__ import annotations

from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB

VOLUME_BYTES: Final = 512 * MIB
"""What one volume holds where nobody chose another size."""
LEAST_VOLUME_BYTES: Final = 16 * MIB
LARGEST_VOLUME_BYTES: Final = 4032 * MIB
"""A file of a FAT32 stick ends one byte below 4 GiB; the seal needs some of it."""
BUNDLE_BYTES: Final = 16 * 1024 * MIB
"""All volumes of a bundle together; photos beyond it wait for the next."""
MANIFEST_BYTES: Final = 4 * MIB
MANIFEST_ITEMS: Final = 400_000
SEGMENT_RAW_BYTES: Final = 8 * MIB
PART_BYTES: Final = SEGMENT_RAW_BYTES + 64 * KIB
"""A part as it lies in the file; a segment that cannot be compressed grows a little."""
BLOB_CHUNK_BYTES: Final = 4 * MIB
BLOB_BYTES: Final = 20 * MIB
TRANSACTION_BYTES: Final = 1 * MIB
TRANSACTIONS: Final = 200_000
BLOBS: Final = 1_000
PARTS: Final = 8_192
REPLICAS: Final = 4_096
VOLUMES: Final = 999
COMPRESSION_RATIO: Final = 200
ZSTD_WINDOW_LOG: Final = 23
"""8 MiB of window."""
BUNDLE_NUMBER: Final = 999_999
RECEIPT_BYTES: Final = 1 * MIB
ENROLMENT_FILE_BYTES: Final = 256 * KIB
TEXT_CHARS: Final = 200
