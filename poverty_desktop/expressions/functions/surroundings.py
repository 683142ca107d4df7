"""What a form asks of the device and of files beside it: new ids, settings, CSV cells, digests."""

from __future__ import annotations

import base64
import binascii
import hashlib

from poverty_desktop.expressions.context import Scope
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.functions.registry import function
from poverty_desktop.expressions.values import Value, to_number, to_string
from poverty_desktop.i18n import N_

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_MAX_UUID = 1_000
_DIGESTS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


@function("uuid", 0, 1, varies=True)
def uuid(scope: Scope, *values: Value) -> Value:
    """Return a new id from the context's source, or a random text of a given length (at most 1,000)."""
    if not values:
        return scope.context.uuid()
    length = to_number(values[0], scope.context)
    if not 0 <= length <= _MAX_UUID:
        raise ExpressionError(N_("The length of uuid() must lie between 0 and {limit}."), limit=_MAX_UUID)
    return "".join(_LETTERS[int(scope.context.random() * len(_LETTERS))] for _ in range(int(length)))


@function("property")
def setting(scope: Scope, name: Value) -> Value:
    """Return a property of the device, such as ``username``."""
    return scope.context.setting(to_string(name))


@function("version", 0)
def version(scope: Scope) -> Value:
    """Return the form's version."""
    return scope.context.version


@function("pulldata", 4)
def pulldata(scope: Scope, file: Value, column: Value, key_column: Value, key: Value) -> Value:
    """Return the cell in ``column`` of the row of ``file`` whose ``key_column`` is ``key``."""
    return scope.context.pulldata(to_string(file), to_string(column), to_string(key_column), to_string(key))


@function("digest", 2, 3)
def digest(_scope: Scope, value: Value, algorithm: Value, encoding: Value = "base64") -> Value:
    """Return the digest of a text by MD5 or SHA, in hexadecimal digits or base64."""
    known = _DIGESTS.get(to_string(algorithm))
    form = to_string(encoding)
    if known is None or form not in ("hex", "base64"):
        raise ExpressionError(N_("digest() knows MD5, SHA-1, SHA-256, SHA-384 and SHA-512, as hex or base64."))
    result = hashlib.new(known, to_string(value).encode(), usedforsecurity=False).digest()
    return result.hex() if form == "hex" else base64.b64encode(result).decode("ascii")


@function("base64-decode")
def base64_decode(_scope: Scope, value: Value) -> Value:
    """Return the text that base64 writes, blank where it is not base64."""
    try:
        return base64.b64decode(to_string(value), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
