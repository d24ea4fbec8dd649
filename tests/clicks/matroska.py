"""A small WebM and Matroska writer, as browsers write while they record."""

import struct

UNKNOWN = b"\x01" + b"\xff" * 7


def element(ident, content, unknown_size=False):
    size = UNKNOWN if unknown_size else struct.pack(">I", len(content) | 0x10000000)
    return bytes.fromhex(ident) + size + content


def number(ident, value):
    return element(ident, struct.pack(">Q", value))


def track(uid, codec, rate_hz, channels, private=b"", delay_ns=None, default=None, video=False):
    content = number("d7", uid) + number("73c5", uid) + number("83", 1 if video else 2) + element("86", codec.encode())
    if private:
        content += element("63a2", private)
    if delay_ns is not None:
        content += number("56aa", delay_ns)
    if default is not None:
        content += number("88", default)
    if video:
        return element("ae", content + element("e0", number("b0", 16) + number("ba", 16)))
    return element("ae", content + element("e1", element("b5", struct.pack(">d", rate_hz)) + number("9f", channels)))


def block(uid, packet, at_ms, discard_ns=None):
    """A SimpleBlock, or a group with DiscardPadding."""
    body = bytes([0x80 | uid]) + struct.pack(">hB", at_ms, 0x80 if discard_ns is None else 0) + packet
    if discard_ns is None:
        return element("a3", body)
    return element("a0", element("a1", body) + element("75a2", struct.pack(">i", discard_ns)))


def file(tracks, clusters, live=False, doctype=b"webm", duration_ms=None):
    """`clusters`: (milliseconds, [blocks]); `live`: segment and clusters of unknown size, no duration."""
    head = number("4286", 1) + number("42f7", 1) + number("42f2", 4) + number("42f3", 8)
    head += element("4282", doctype) + number("4287", 4) + number("4285", 2)
    info = number("2ad7b1", 1_000_000) + element("4d80", b"Chrome") + element("5741", b"Chrome")
    if duration_ms is not None:
        info += element("4489", struct.pack(">d", duration_ms))
    segment = element("1549a966", info) + element("1654ae6b", b"".join(tracks))
    for at_ms, blocks in clusters:
        segment += element("1f43b675", number("e7", at_ms) + b"".join(blocks), live)
    return element("1a45dfa3", head) + element("18538067", segment, live)
