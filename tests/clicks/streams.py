"""Packets out of the plain streams that ffmpeg writes."""

import struct


def ogg_packets(data):
    """Packets of the only stream of an Ogg file, headers included."""
    packets, partial, at = [], b"", 0
    while at < len(data):
        count = data[at + 26]
        table = data[at + 27 : at + 27 + count]
        at += 27 + count
        for lace in table:
            partial += data[at : at + lace]
            at += lace
            if lace < 255:
                packets.append(partial)
                partial = b""
    return packets


def _crc(data):
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1) ^ (0x04C11DB7 if crc & 0x80000000 else 0)
        crc &= 0xFFFFFFFF
    return crc


def ogg(serial, pages):
    """Ogg pages of `pages`: (flags, granule position, [packets])."""
    out = b""
    for sequence, (flags, granule, packets) in enumerate(pages):
        table = b"".join(b"\xff" * (len(p) // 255) + bytes([len(p) % 255]) for p in packets)
        head = b"OggS\0" + bytes([flags]) + struct.pack("<qIII", granule, serial, sequence, 0) + bytes([len(table)])
        body = table + b"".join(packets)
        crc = _crc(head + body)
        out += head[:22] + struct.pack("<I", crc) + head[26:] + body
    return out


def adts_packets(data):
    """AAC frames without their headers."""
    packets, at = [], 0
    while at + 7 <= len(data):
        size = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        packets.append(data[at + 7 : at + size])
        at += size
    return packets


def riff_chunks(data):
    """[(name, content)] of a RIFF or AIFF file."""
    order, out, at = "<I" if data[:4] == b"RIFF" else ">I", [], 12
    while at + 8 <= len(data):
        (size,) = struct.unpack(order, data[at + 4 : at + 8])
        out.append((data[at : at + 4], data[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    return out


def riff(magic, form, chunks, declared=None):
    """The file of `chunks`; `declared` replaces the size in the header of the data chunk."""
    order = "<I" if magic == b"RIFF" else ">I"
    body = form
    for name, content in chunks:
        size = len(content) if declared is None or name != b"data" else declared
        body += name + struct.pack(order, size) + content + b"\0" * (len(content) % 2)
    return magic + struct.pack(order, len(body)) + body


def _length(value):
    """CAF's numbers of seven bits a byte."""
    out = bytes([value & 0x7F])
    while value := value >> 7:
        out = bytes([0x80 | value & 0x7F]) + out
    return out


def caf(codec, rate_hz, channels, frame, packets, valid, priming, remainder, cookie=b""):
    """A CAF of packets of varying size: sample description, cookie, packet table, data."""
    desc = struct.pack(">d4sIIIII", rate_hz, codec, 2 if codec == b"aac " else 0, 0, frame, channels, 0)
    table = struct.pack(">qqii", len(packets), valid, priming, remainder)
    table += b"".join(_length(len(packet)) for packet in packets)
    chunks = [(b"desc", desc), (b"kuki", cookie), (b"pakt", table), (b"data", b"\0\0\0\0" + b"".join(packets))]
    return b"caff\0\1\0\0" + b"".join(name + struct.pack(">q", len(c)) + c for name, c in chunks if c)


def flac_without_padding(data):
    """A FLAC file of its first metadata block and its frames."""
    at, first = 4, None
    while True:
        last, size = data[at] & 0x80, int.from_bytes(data[at + 1 : at + 4], "big")
        first = first or b"\x80" + data[at + 1 : at + 4 + size]
        at += 4 + size
        if last:
            return data[:4] + first + data[at:]
