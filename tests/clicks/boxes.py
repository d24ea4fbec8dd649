"""MP4 boxes taken apart and put together: what ffmpeg cannot be asked to write."""

import struct

CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"mvex"}


def box(name, content):
    return struct.pack(">I", 8 + len(content)) + name + content


def parse(data):
    """-> [(name, content)], content a list again where boxes nest."""
    out, at = [], 0
    while at + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        content = data[at + 8 : at + size]
        out.append([name, parse(content) if name in CONTAINERS else content])
        at += size
    return out


def unparse(tree):
    return b"".join(box(name, unparse(content) if isinstance(content, list) else content) for name, content in tree)


def find(tree, *path):
    """Content of the first box at `path`."""
    for name, content in tree:
        if name == path[0]:
            return content if len(path) == 1 else find(content, *path[1:])
    raise KeyError(path)


def sounds(tree):
    moov = find(tree, b"moov")
    traks = [content for name, content in moov if name == b"trak"]
    return [trak for trak in traks if find(trak, b"mdia", b"hdlr")[8:12] == b"soun"]


def movie_timescale(tree):
    return struct.unpack(">I", find(tree, b"moov", b"mvhd")[12:16])[0]


def set_edits(data, edits):
    """Replaces the edit list of the sound: (movie ticks, media time), time -1 for silence; none for []."""
    tree = parse(data)
    for trak in sounds(tree):
        trak[:] = [entry for entry in trak if entry[0] != b"edts"]
        if edits:
            lines = b"".join(struct.pack(">Iii", ticks, time, 1 << 16) for ticks, time in edits)
            elst = box(b"elst", struct.pack(">II", 0, len(edits)) + lines)
            trak.insert(1, [b"edts", parse(elst)])
    return unparse(tree)


def gapless(delay, padding, length):
    """User data with iTunes' figures."""
    text = " 00000000 %08X %08X %016X" % (delay, padding, length) + " 00000000" * 8
    item = box(b"mean", b"\0\0\0\0com.apple.iTunes") + box(b"name", b"\0\0\0\0iTunSMPB")
    item += box(b"data", struct.pack(">II", 1, 0) + text.encode())
    handler = box(b"hdlr", b"\0" * 8 + b"mdirappl" + b"\0" * 9)
    return box(b"meta", b"\0\0\0\0" + handler + box(b"ilst", box(b"----", item)))


def add_user_data(data, *contents, in_track=False):
    """Appends one `udta` for each of `contents` to the movie, or to its first track."""
    tree = parse(data)
    parent = sounds(tree)[0] if in_track else find(tree, b"moov")
    parent[:] = [entry for entry in parent if entry[0] != b"udta"]
    parent.extend([b"udta", content] for content in contents)
    return unparse(tree)


def enable_only(data, index):
    """Leaves the flag `enabled` to one sound track."""
    tree = parse(data)
    for number, trak in enumerate(sounds(tree)):
        for entry in trak:
            if entry[0] == b"tkhd":
                entry[1] = entry[1][:3] + (b"\3" if number == index else b"\2") + entry[1][4:]
    return unparse(tree)
