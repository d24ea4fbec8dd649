#!/usr/bin/env python3
"""Makes the click matrix: one known signal through every container and codec, and table.tsv, which says
where its clicks must be found.

    python3 tests/clicks/make.py        # writes tests/clicks/files and tests/clicks/table.tsv; needs ffmpeg 5 or later

The files are committed: the test asks no encoder. What a row expects comes from what its file states,
never from what any decoder made of it.
"""

import math
import shutil
import struct
import subprocess
import tempfile
import wave
from pathlib import Path

import boxes
import matroska
import streams

HERE = Path(__file__).parent
FILES = HERE / "files"
WORK = Path(tempfile.mkdtemp(prefix="clicks-"))

CLICK_LEN = 128
COLUMNS = "file container codec rate_hz channels clicks length trim offset says note".split()
rows = []


def click():
    """A chirp from 0.01 to 0.09 cycles a sample under a Hann window: sharp, and kept by every codec."""
    for n in range(CLICK_LEN):
        cycles = 0.01 * n + 0.04 * n * n / CLICK_LEN
        yield 0.6 * (0.5 - 0.5 * math.cos(math.tau * n / CLICK_LEN)) * math.sin(math.tau * cycles)


class Signal:
    """Clicks over noise at -90 dBFS, near the start, in the middle and near the end."""

    def __init__(self, rate, length, channels=1, lead=0):
        self.rate, self.length, self.channels, self.lead = rate, length, channels, lead
        self.clicks = [length // 30, length // 2 - 37, length - 3 * CLICK_LEN // 2]
        state, samples = 1, []
        for _ in range(length):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            samples.append(((state >> 8) / (1 << 23) - 1) * 3e-5)
        for start in self.clicks:
            for n, value in enumerate(click()):
                samples[start + n] += value
        self.samples = samples

    def wav(self):
        """A file to encode; `lead` samples of silence stand in for an encoder's longer priming."""
        path = WORK / f"{self.rate}_{self.length}_{self.channels}_{self.lead}.wav"
        if not path.exists():
            with wave.open(str(path), "wb") as out:
                out.setnchannels(self.channels)
                out.setsampwidth(2)
                out.setframerate(self.rate)
                frames = [0] * self.lead * self.channels
                for value in self.samples:
                    # The right channel is quieter, so that channels cannot be swapped unseen.
                    frames += [round(value * 32767 / (1 + channel)) for channel in range(self.channels)]
                out.writeframes(struct.pack(f"<{len(frames)}h", *frames))
        return path


def tiny(channels=1):
    """For uncompressed files, which trim nothing: 0.0875 s at 8 kHz."""
    return Signal(8000, 700, channels)


def short(rate=44100, channels=1):
    """For lossless codecs: 0.15 s."""
    return Signal(rate, rate * 15 // 100, channels)


def full(rate=44100, channels=1, lead=0):
    """For lossy codecs: 0.35 s."""
    return Signal(rate, rate * 35 // 100, channels, lead)


def ffmpeg(arguments, name, *inputs):
    """The bytes of `name` as ffmpeg writes it."""
    out = WORK / name
    sources = [part for source in inputs for part in ("-i", str(source))]
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-bitexact", *sources, *arguments.split()]
    subprocess.run([*command, "-flags", "+bitexact", "-fflags", "+bitexact", str(out)], check=True)
    return out.read_bytes()


def put(name, container, codec, signal, trim, data, *, offset=0, surplus=0, says="-", note="", rate=None):
    """Writes a file and its row; `surplus` samples come at the end that the file does not disown."""
    (FILES / name).write_bytes(data)
    row = [name, container, codec, rate or signal.rate, signal.channels, ",".join(map(str, signal.clicks))]
    rows.append([*row, signal.length + offset + surplus, trim, offset, says, note])


def encode(name, container, codec, signal, trim, arguments, **more):
    """A file exactly as ffmpeg writes it."""
    put(name, container, codec, signal, trim, ffmpeg(arguments, name, signal.wav()), **more)


def whole_frames(signal, frame, priming):
    """Samples that whole frames leave over after the signal, behind `priming` samples."""
    return -(signal.length + signal.lead + priming) % frame


# -- Uncompressed, and compressed sample by sample --------------------------------------------------------

PLAIN = "nothing to trim"


def wav():
    for codec in ["pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_alaw", "pcm_mulaw"]:
        channels = 2 if codec in ("pcm_s16le", "pcm_alaw") else 1
        name = f"wav_{codec.removeprefix('pcm_').removesuffix('le')}.wav"
        encode(name, "wav", codec, tiny(channels), "not_needed", f"-c:a {codec}", note=PLAIN)
    for codec in ["adpcm_ms", "adpcm_ima_wav"]:
        name = f"wav_{codec.removeprefix('adpcm_').removesuffix('_wav')}.wav"
        note = "the `fact` chunk says where the last block ends"
        chunks = dict(streams.riff_chunks(ffmpeg(f"-c:a {codec}", name, short().wav())))
        # ffmpeg counts the filling as well.
        parts = [(b"fmt ", chunks[b"fmt "]), (b"fact", struct.pack("<I", short().length)), (b"data", chunks[b"data"])]
        put(name, "wav", codec, short(), "stated", streams.riff(b"RIFF", b"WAVE", parts), note=note)
    encode("wav_rf64.wav", "wav", "pcm_s16le", tiny(), "not_needed", "-c:a pcm_s16le -rf64 always", note="RF64: the size lies in `ds64`")
    encode("wave64.w64", "w64", "pcm_s24le", tiny(), "not_needed", "-c:a pcm_s24le", note="Sony Wave64")
    plain = streams.riff_chunks((FILES / "wav_s16.wav").read_bytes())
    for name, declared, note in [("zero", 0, "size 0, as a recorder leaves it that was killed"), ("open", 0xFFFFFFFF, "size 0xFFFFFFFF, as streamed")]:
        data = streams.riff(b"RIFF", b"WAVE", plain, declared)
        put(f"wav_size_{name}.wav", "wav", "pcm_s16le", tiny(2), "not_needed", data, note=note)
    listed = [(b"JUNK", b"\0" * 27), *plain[:1], (b"LIST", b"INFOISFT\5\0\0\0Lavf\0"), *plain[1:], (b"id3 ", b"odd")]
    put("wav_chunks.wav", "wav", "pcm_s16le", tiny(2), "not_needed", streams.riff(b"RIFF", b"WAVE", listed), note="odd chunks on all sides")
    mp3 = ffmpeg("-c:a libmp3lame -b:a 40k -write_xing 0", "in_wav.wav", full().wav())
    put("wav_mp3.wav", "wav", "mp3", full(), "assumed", mp3, surplus=whole_mp3(full()), note="MP3 in a WAV: 1 105 samples are assumed")


def aiff():
    for codec in ["pcm_s8", "pcm_s16be", "pcm_s24be", "pcm_s32be"]:
        name = f"aiff_{codec.removeprefix('pcm_').removesuffix('be')}.aiff"
        encode(name, "aiff", codec, tiny(), "not_needed", f"-c:a {codec}", note=PLAIN)
    for codec in ["pcm_s16le", "pcm_f32be", "pcm_f64be", "pcm_alaw", "pcm_mulaw"]:
        name = f"aifc_{codec.removeprefix('pcm_').removesuffix('le').removesuffix('be')}.aifc"
        encode(name, "aiff", codec, tiny(), "not_needed", f"-c:a {codec}", note=PLAIN)
    chunks = dict(streams.riff_chunks((FILES / "aifc_s16.aifc").read_bytes()))
    # 18 bytes of figures, the compression, and the length of its name, which claims more than the chunk holds.
    for name, tail, note in [
        ("bare", b"sowt", "Logic: `COMM` ends with the compression, without a name"),
        ("named", b"sowt\x00" + b"\0" * 41, "Logic: a `COMM` of 64 bytes"),
        ("unpadded", b"sowt\x0dlittle endian", "a name of even length without its pad byte"),
        ("overlong", b"sowt\xff", "a name that reaches beyond its chunk"),
    ]:
        data = streams.riff(b"FORM", b"AIFC", [(b"FVER", b"\xa2\x80\x51\x40"), (b"COMM", chunks[b"COMM"][:18] + tail), (b"SSND", chunks[b"SSND"])])
        put(f"aifc_{name}.aifc", "aiff", "pcm_s16le", tiny(), "not_needed", data, note=note)
    in24 = dict(streams.riff_chunks((FILES / "aiff_s24.aiff").read_bytes()))
    for name, tail in [("in24", b"in24\x00\x00"), ("twos", b"twos\x00\x00")]:
        chunks = in24 if name == "in24" else dict(streams.riff_chunks((FILES / "aiff_s16.aiff").read_bytes()))
        data = streams.riff(b"FORM", b"AIFC", [(b"SSND", chunks[b"SSND"]), (b"COMM", chunks[b"COMM"][:18] + tail)])
        codec = "pcm_s24be" if name == "in24" else "pcm_s16be"
        put(f"aifc_{name}.aifc", "aiff", codec, tiny(), "not_needed", data, note="the format chunk stands behind the sound")
    caf = ffmpeg("-c:a adpcm_ima_qt -f caf", "ima4.caf", tiny().wav())
    sound = ffmpeg("-c:a adpcm_ima_qt -f aiff", "ima4.aifc", tiny().wav())
    put("aifc_ima4.aifc", "aiff", "adpcm_ima_qt", tiny(), "not_needed", sound, surplus=-tiny().length % 64, note="blocks of 64 samples; the last is filled up")
    put("caf_ima4.caf", "caf", "adpcm_ima_qt", tiny(), "not_needed", caf, surplus=-tiny().length % 64, note="blocks of 64 samples; the last is filled up")


def au_and_caf():
    for codec in ["pcm_s8", "pcm_s16be", "pcm_s24be", "pcm_s32be", "pcm_f32be", "pcm_f64be", "pcm_alaw", "pcm_mulaw"]:
        name = f"au_{codec.removeprefix('pcm_').removesuffix('be')}.au"
        encode(name, "au", codec, tiny(), "not_needed", f"-c:a {codec}", note=PLAIN)
    for codec in ["pcm_s16le", "pcm_s16be", "pcm_s24be", "pcm_s32le", "pcm_f32le", "pcm_f64be", "pcm_alaw", "pcm_mulaw"]:
        name = f"caf_{codec.removeprefix('pcm_')}.caf"
        channels = 2 if codec in ("pcm_s16le", "pcm_mulaw") else 1
        encode(name, "caf", codec, tiny(channels), "not_needed", f"-c:a {codec}", note=PLAIN)
    plain = (FILES / "caf_s16le.caf").read_bytes()
    at = plain.index(b"data") + 4
    data = plain[:at] + b"\xff" * 8 + plain[at + 8 :]
    put("caf_open.caf", "caf", "pcm_s16le", tiny(2), "not_needed", data, note="size -1, as a recorder writes it")
    encode("caf_alac.caf", "caf", "alac", short(), "not_needed", "-c:a alac", note="the last frame is short")
    signal = full()
    # An AudioSpecificConfig (LC, 44.1 kHz, mono) in an ES descriptor, as Core Audio writes its cookie.
    config = b"\x05\x80\x80\x80\x02\x12\x08"
    decoder = b"\x04\x80\x80\x80\x14\x40\x14" + b"\0" * 11 + config
    cookie = b"\x03\x80\x80\x80\x22\0\0\0" + decoder + b"\x06\x80\x80\x80\x01\x02"
    packets = streams.adts_packets(ffmpeg("-c:a aac -b:a 40k", "caf.aac", full(lead=1088).wav()))
    remainder = len(packets) * 1024 - 2112 - signal.length
    data = streams.caf(b"aac ", signal.rate, 1, 1024, packets, signal.length, 2112, remainder, cookie)
    put("caf_aac.caf", "caf", "aac", signal, "stated", data, note="priming and remainder in the packet table")
    signal = full(48000)
    packets = streams.ogg_packets(ffmpeg("-c:a libopus -b:a 48k", "caf.opus", signal.wav()))[2:]
    remainder = len(packets) * 960 - 312 - signal.length
    data = streams.caf(b"opus", signal.rate, 1, 960, packets, signal.length, 312, remainder)
    put("caf_opus.caf", "caf", "opus", signal, "stated", data, note="priming and remainder in the packet table")
    data = streams.caf(b"opus", signal.rate, 1, 960, packets, len(packets) * 960, 0, 0)
    note = "a packet table without priming: 312 samples are assumed"
    put("caf_opus_bare.caf", "caf", "opus", signal, "assumed", data, surplus=remainder, note=note)


# -- Ogg and FLAC -----------------------------------------------------------------------------------------


def flac_and_ogg():
    for name, signal, arguments, note in [("flac_16", short(), "-c:a flac", PLAIN), ("flac_24", short(48000, 2), "-c:a flac -sample_fmt s32", "24 bits")]:
        data = streams.flac_without_padding(ffmpeg(arguments, f"{name}.flac", signal.wav()))
        put(f"{name}.flac", "flac", "flac", signal, "not_needed", data, note=note)
    tagged = b"ID3\4\0\0\0\0\0\x20" + b"\0" * 32 + (FILES / "flac_16.flac").read_bytes()
    put("flac_id3.flac", "flac", "flac", short(), "not_needed", tagged, note="an ID3 tag in front")
    encode("ogg_flac.oga", "ogg", "flac", short(), "not_needed", "-c:a flac", note=PLAIN)
    encode("ogg_vorbis.ogg", "ogg", "vorbis", full(44100, 2), "stated", "-c:a libvorbis -q:a 0", note="granule positions")
    encode("ogg_opus.opus", "ogg", "opus", full(48000), "stated", "-c:a libopus -b:a 48k", note="pre-skip; granule position of the last page")
    encode("ogg_opus_stereo.ogg", "ogg", "opus", full(48000, 2), "stated", "-c:a libopus -b:a 112k", note="pre-skip; granule position of the last page")
    note = "speech coder: libopus itself lands 2 samples early"
    encode("ogg_opus_low.opus", "ogg", "opus", full(48000), "stated", "-c:a libopus -b:a 10k -application voip", offset=-2, surplus=2, note=note)
    long = full(48000, lead=3528)
    packets = streams.ogg_packets(ffmpeg("-c:a libopus -b:a 48k", "preskip.opus", long.wav()))
    head = packets[0][:10] + struct.pack("<H", 3840) + packets[0][12:]
    pages = [(2, 0, [head]), (0, 0, [packets[1]]), (4, 3840 + long.length, packets[2:])]
    put("ogg_opus_preskip.opus", "ogg", "opus", full(48000), "stated", streams.ogg(7, pages), note="a pre-skip of 3 840")
    packets = streams.ogg_packets((FILES / "ogg_opus.opus").read_bytes())
    sound = packets[2:]
    open_end = [(2, 0, [packets[0]]), (0, 0, [packets[1]]), (0, 960 * len(sound), sound)]
    surplus = 960 * len(sound) - 312 - full(48000).length
    put("ogg_opus_open.opus", "ogg", "opus", full(48000), "stated", streams.ogg(7, open_end), surplus=surplus, says="no end mark", note="no end mark: pre-skip alone")
    opus = (FILES / "ogg_opus.opus").read_bytes()
    other = streams.ogg(99, [(2, 0, [packets[0]]), (0, 0, [packets[1]]), (4, 960 * len(packets[2:]), packets[2:])])
    put("ogg_chained.opus", "ogg", "opus", full(48000), "stated", opus + other, says="another recording follows", note="chained: the first recording alone, and a remark")
    vorbis = (FILES / "ogg_vorbis.ogg").read_bytes()
    put("ogg_chained_vorbis.ogg", "ogg", "vorbis", full(44100, 2), "stated", vorbis + other, says="another recording follows", note="chained: the first recording alone, and a remark")
    video = "-f lavfi -i color=size=16x16:rate=5:duration=0.35 -map 0:a -map 1:v -c:v libtheora -c:a libvorbis -q:a 0"
    encode("ogg_video.ogv", "ogg", "vorbis", full(), "stated", video, note="audio and video")


# -- Matroska and WebM ------------------------------------------------------------------------------------


def webm():
    opus = full(48000)
    discard = "CodecDelay; DiscardPadding"
    encode("webm_opus.webm", "matroska", "opus", opus, "stated", "-c:a libopus -b:a 48k", note=discard)
    encode("webm_live.webm", "matroska", "opus", opus, "stated", "-c:a libopus -b:a 48k -live 1", note=discard + "; no duration")
    vorbis = full()
    encode("webm_vorbis.webm", "matroska", "vorbis", vorbis, "not_needed", "-c:a libvorbis -q:a 0", surplus=53, note="no DiscardPadding: the rest of the last block comes too")
    encode("mkv_flac.mkv", "matroska", "flac", short(), "not_needed", "-c:a flac", note=PLAIN)
    encode("mkv_alac.mkv", "matroska", "alac", short(), "not_needed", "-c:a alac", note=PLAIN)
    encode("mkv_s16.mkv", "matroska", "pcm_s16le", tiny(2), "not_needed", "-c:a pcm_s16le", note=PLAIN)
    encode("mkv_f32.mkv", "matroska", "pcm_f32le", tiny(), "not_needed", "-c:a pcm_f32le", note=PLAIN)
    signal = full()
    note = "no CodecDelay: 1 024 samples are assumed"
    encode("mkv_aac.mkv", "matroska", "aac", signal, "assumed", "-c:a aac -b:a 40k", surplus=whole_frames(signal, 1024, 1024), note=note)
    packets = streams.adts_packets(ffmpeg("-c:a aac -b:a 40k", "mkv.aac", signal.wav()))
    config = b"\x12\x08"
    delay_ns = 1024 * 1_000_000_000 // signal.rate
    stated = matroska.track(1, "A_AAC", signal.rate, 1, config, delay_ns=delay_ns)
    at_ms = [round(1024_000 * index / signal.rate) for index in range(len(packets))]
    padding_ns = whole_frames(signal, 1024, 1024) * 1_000_000_000 // signal.rate
    sound = [matroska.block(1, packet, at) for packet, at in zip(packets[:-1], at_ms)]
    sound.append(matroska.block(1, packets[-1], at_ms[-1], padding_ns))
    data = matroska.file([stated], [(0, sound)], doctype=b"matroska", duration_ms=350.0)
    put("mkv_aac_delay.mkv", "matroska", "aac", signal, "stated", data, note=discard)
    encode("mkv_mp3.mkv", "matroska", "mp3", signal, "assumed", "-c:a libmp3lame -b:a 40k", note="DiscardPadding, but no CodecDelay: 1 105 samples are assumed")
    video = "-f lavfi -i color=size=16x16:rate=5:duration=0.35 -map 1:v -map 0:a -c:a libopus -b:a 48k -c:v libvpx"
    encode("webm_video.webm", "matroska", "opus", opus, "stated", video, says="video track ignored", note="audio and video")

    head, _, *packets = streams.ogg_packets((FILES / "ogg_opus.opus").read_bytes())
    surplus = 960 * len(packets) - 312 - opus.length
    browser = matroska.track(1, "A_OPUS", 48000, 1, head)

    def blocks(uid, first=0, last=None, step=20):
        chosen = packets[first:last]
        return [matroska.block(uid, packet, step * index) for index, packet in enumerate(chosen)]

    half = len(packets) // 2
    clusters = [(0, blocks(1, 0, half)), (20 * half, blocks(1, half))]
    chrome = matroska.file([browser], clusters, live=True)
    note = "Chrome: clusters of unknown size, no duration, no CodecDelay; pre-skip in OpusHead"
    put("webm_chrome.webm", "matroska", "opus", opus, "stated", chrome, surplus=surplus, note=note)
    put("webm_concatenated.webm", "matroska", "opus", opus, "stated", chrome + chrome, surplus=surplus, says="another recording follows", note="concatenated: the first recording alone, and a remark")
    last = matroska.block(1, packets[-1], 20 * (len(packets) - 1), surplus * 1_000_000 // 48)
    stated = matroska.track(1, "A_OPUS", 48000, 1, head, delay_ns=6_500_000)
    data = matroska.file([stated], [(0, blocks(1, 0, -1) + [last])], duration_ms=350.0)
    put("webm_discard.webm", "matroska", "opus", opus, "stated", data, note=discard)
    noise = streams.ogg_packets(ffmpeg("-f lavfi -i anoisesrc=seed=1:a=0.02:d=0.35:r=48000 -c:a libopus -b:a 6k", "noise.opus"))[2:]
    other = [matroska.block(1, packet, 20 * index) for index, packet in enumerate(noise)]
    for name, first, second, note in [
        ("default", 0, 1, "two sounds: the second says that it is the default"),
        ("silent_default", 0, None, "two sounds: the first says that it is not the default, the second says nothing, which means that it is"),
    ]:
        tracks = [matroska.track(1, "A_OPUS", 48000, 1, head, default=first), matroska.track(2, "A_OPUS", 48000, 1, head, default=second)]
        mixed = [block for pair in zip(other, blocks(2)) for block in pair] + blocks(2)[len(other) :]
        put(f"webm_{name}.webm", "matroska", "opus", opus, "stated", matroska.file(tracks, [(0, mixed)]), surplus=surplus, says="number 2 was taken", note=note)
    tracks = [matroska.track(1, "A_OPUS", 48000, 1, head), matroska.track(2, "A_OPUS", 48000, 1, head)]
    mixed = [block for pair in zip(blocks(1), other) for block in pair] + blocks(1)[len(other) :]
    mixed = [b.replace(b"\x81", b"\x82", 1) if b in other else b for b in mixed]
    put("webm_two_defaults.webm", "matroska", "opus", opus, "stated", matroska.file(tracks, [(0, mixed)]), surplus=surplus, says="number 1 was taken", note="two sounds that are both the default: the first")


# -- MP4, QuickTime, 3GP ----------------------------------------------------------------------------------

AAC = "-c:a aac -b:a 40k"
FRAGMENTED = f"{AAC} -frag_duration 250000 -movflags +empty_moov+default_base_moof"


def mp4():
    signal, apple = full(), full(lead=1088)
    frames = whole_frames(signal, 1024, 1024)
    apple_frames = whole_frames(apple, 1024, 1024)
    edits = "edit list"
    encode("m4a_aac.m4a", "mp4", "aac", signal, "stated", AAC, note=edits)
    encode("m4a_faststart.m4a", "mp4", "aac", full(48000, 2), "stated", "-c:a aac -b:a 64k -movflags +faststart", note=edits)
    encode("mov_aac.mov", "mp4", "aac", signal, "stated", AAC, note=edits)
    encode("aac.3gp", "mp4", "aac", full(16000), "stated", "-c:a aac -b:a 24k", note=edits)
    long = ffmpeg(AAC, "apple.m4a", apple.wav())
    ticks = round(signal.length * 1000 / signal.rate)
    assert boxes.movie_timescale(boxes.parse(long)) == 1000
    by_edit = boxes.set_edits(long, [(ticks, 2112)])
    put("m4a_apple.m4a", "mp4", "aac", signal, "stated", by_edit, note="edit list of 2 112, as Apple's encoder needs it")
    bare = boxes.set_edits(long, [])
    smpb = boxes.gapless(2112, apple_frames, signal.length)
    put("m4a_itunes.m4a", "mp4", "aac", signal, "stated", boxes.add_user_data(bare, smpb), note="iTunSMPB alone")
    put("m4a_both.m4a", "mp4", "aac", signal, "stated", boxes.add_user_data(by_edit, smpb), note="edit list and iTunSMPB")
    empty = boxes.box(b"name", b"memo")
    put("m4a_itunes_later.m4a", "mp4", "aac", signal, "stated", boxes.add_user_data(bare, empty, smpb), note="iTunSMPB in the second `udta`")
    put("m4a_itunes_earlier.m4a", "mp4", "aac", signal, "stated", boxes.add_user_data(bare, smpb, empty), note="iTunSMPB in the first of two `udta`")
    put("m4a_itunes_track.m4a", "mp4", "aac", signal, "stated", boxes.add_user_data(bare, smpb, in_track=True), note="iTunSMPB in the track's `udta`")
    whole = boxes.set_edits(long, [(round((signal.length + 2112 + apple_frames) * 1000 / signal.rate), 0)])
    put("m4a_itunes_zero.m4a", "mp4", "aac", signal, "stated", boxes.add_user_data(whole, smpb), note="an edit list that keeps all, and iTunSMPB, which knows better")
    delayed = boxes.set_edits(long, [(23, -1), (ticks, 2112)])
    put("m4a_delayed.m4a", "mp4", "aac", signal, "stated", delayed, note="an empty edit in front (video leads): left out")
    trimmed = boxes.set_edits(long, [(250, 2112)])
    put("m4a_trimmed.m4a", "mp4", "aac", Trimmed(signal, 11025), "stated", trimmed, note="cut to 0.25 s on the phone: the edit list says so")
    note = "no edit list: 1 024 samples are assumed"
    put("m4a_bare.m4a", "mp4", "aac", signal, "assumed", boxes.set_edits((FILES / "m4a_aac.m4a").read_bytes(), []), surplus=whole_table(signal), note=note)

    encode("m4a_alac.m4a", "mp4", "alac", short(), "stated", "-c:a alac", note=edits)
    opus = full(48000)
    encode("mp4_opus.mp4", "mp4", "opus", opus, "stated", "-c:a libopus -b:a 48k -strict -2", note="edit list; pre-skip in `dOps`")
    encode("mp4_flac.mp4", "mp4", "flac", short(), "stated", "-c:a flac -strict -2", note=edits)
    encode("mp4_mp3.mp4", "mp4", "mp3", signal, "stated", "-c:a libmp3lame -b:a 40k", note=edits)
    encode("mov_s16.mov", "mp4", "pcm_s16le", tiny(2), "stated", "-c:a pcm_s16le", note=edits)

    note = "fragments without an edit list (Safari): 1 024 samples are assumed"
    encode("frag_aac.mp4", "mp4", "aac", signal, "assumed", f"{FRAGMENTED} -use_editlist 0", surplus=frames, note=note)
    data = ffmpeg(f"{FRAGMENTED} -use_editlist 0", "frag_apple.mp4", apple.wav())
    note = "the same from Apple's encoder, whose 2 112 nobody states: 1 088 late"
    put("frag_apple.mp4", "mp4", "aac", signal, "assumed", data, offset=1088, surplus=apple_frames, note=note)
    data = boxes.set_edits(data, [(0, 2112)])
    note = "fragments with an edit list of 2 112 and no length"
    put("frag_apple_edits.mp4", "mp4", "aac", signal, "stated", data, surplus=apple_frames, note=note)
    encode("frag_edits.mp4", "mp4", "aac", signal, "stated", FRAGMENTED.replace("empty_moov", "delay_moov"), surplus=frames, note="fragments with an edit list")
    fragments = "-c:a libopus -b:a 48k -strict -2 -frag_duration 250000 -movflags +empty_moov+default_base_moof"
    surplus = whole_frames(opus, 960, 312)
    encode("frag_opus.mp4", "mp4", "opus", opus, "stated", fragments, surplus=surplus, note="Chrome: fragments; pre-skip in `dOps`")

    video = "-f lavfi -i color=size=16x16:rate=5:duration=0.35 -map 1:v -map 0:a -c:v mpeg4"
    encode("mp4_video.mp4", "mp4", "aac", signal, "stated", f"{video} {AAC}", says="video track ignored", note="audio and video")
    noise = WORK / "noise.wav"
    ffmpeg("-f lavfi -i anoisesrc=seed=1:a=0.02:d=0.35:r=44100", "noise.wav")
    data = ffmpeg(f"-map 0 -map 1 {AAC} -b:a:0 8k", "two.m4a", noise, signal.wav())
    put("m4a_two.m4a", "mp4", "aac", signal, "stated", boxes.enable_only(data, 1), says="number 2 was taken", note="two sounds, of which the first is disabled")
    data = ffmpeg(f"-map 1 -map 0 {AAC} -b:a:1 8k", "first.m4a", noise, signal.wav())
    put("m4a_first.m4a", "mp4", "aac", signal, "stated", data, says="number 1 was taken", note="two sounds: the first")


class Trimmed:
    """A signal of which only the first `length` samples are kept."""

    def __init__(self, signal, length):
        self.rate, self.channels, self.length = signal.rate, signal.channels, length
        self.clicks = [start for start in signal.clicks if start + CLICK_LEN <= length]


def whole_table(signal):
    """Without an edit list the last frame comes whole."""
    return whole_frames(signal, 1024, 1024)


# -- Bare frames ------------------------------------------------------------------------------------------


def whole_mp3(signal):
    """LAME flushes until its 1 105 samples of delay are out, in frames of 1 152."""
    return whole_frames(signal, 1152, 1105)


def frames():
    signal, high = full(), full(48000, 2)
    assumed = "nothing is stated: 1 024 samples are assumed"
    encode("adts.aac", "adts", "aac", signal, "assumed", AAC, surplus=whole_frames(signal, 1024, 1024), note=assumed)
    encode("adts_stereo.aac", "adts", "aac", high, "assumed", "-c:a aac -b:a 64k", surplus=whole_frames(high, 1024, 1024), note=assumed)
    apple = full(lead=1088)
    data = ffmpeg(AAC, "apple.aac", apple.wav())
    put("adts_apple.aac", "adts", "aac", signal, "assumed", data, offset=1088, surplus=whole_frames(apple, 1024, 1024), note="the same from Apple's encoder, whose 2 112 nobody states: 1 088 late")
    changed = (FILES / "adts.aac").read_bytes() + (FILES / "adts_stereo.aac").read_bytes()
    says = "the sample rate changes"
    put("adts_rates.aac", "adts", "aac", signal, "assumed", changed, surplus=whole_frames(signal, 1024, 1024), says=says, note="44.1, then 48 kHz: what follows is left out, with a remark")
    lame = "LAME tag"
    encode("mp3_cbr.mp3", "mp3", "mp3", signal, "stated", "-c:a libmp3lame -b:a 40k", note=lame)
    encode("mp3_vbr.mp3", "mp3", "mp3", high, "stated", "-c:a libmp3lame -q:a 7", note=lame)
    encode("mp3_low.mp3", "mp3", "mp3", full(22050), "stated", "-c:a libmp3lame -b:a 32k", note=lame + "; MPEG-2, 576 samples a frame")
    tagged = b"ID3\4\0\0\0\0\3\0" + b"APIC" + b"\xff\xfb\x90" * 126 + b"\0\0" + (FILES / "mp3_cbr.mp3").read_bytes() + b"TAG" + b"\0" * 125
    put("mp3_id3.mp3", "mp3", "mp3", signal, "stated", tagged, note=lame + " behind ID3v2 with art, before ID3v1")
    bare = "nothing is stated: 1 105 samples are assumed"
    encode("mp3_bare.mp3", "mp3", "mp3", signal, "assumed", "-c:a libmp3lame -b:a 40k -write_xing 0", surplus=whole_mp3(signal), note=bare)
    encode("mp3_bare_vbr.mp3", "mp3", "mp3", high, "assumed", "-c:a libmp3lame -q:a 7 -write_xing 0", surplus=whole_mp3(high), note=bare)
    xing = bytearray((FILES / "mp3_cbr.mp3").read_bytes())
    at = max(xing.find(b"Info"), xing.find(b"Xing"))
    xing[at + 120 : at + 156] = b"\0" * 36
    put("mp3_xing.mp3", "mp3", "mp3", signal, "assumed", bytes(xing), surplus=whole_mp3(signal), note="a Xing header without LAME's figures: 1 105 samples are assumed")
    changed = (FILES / "mp3_bare.mp3").read_bytes() + (FILES / "mp3_bare_vbr.mp3").read_bytes()
    put("mp3_rates.mp3", "mp3", "mp3", signal, "assumed", changed, surplus=whole_mp3(signal), says=says, note="44.1, then 48 kHz: what follows is left out, with a remark")
    encode("layer2.mp2", "mp3", "mp2", signal, "assumed", "-c:a mp2 -b:a 64k", surplus=-481 + (-signal.length) % 1152, note="nothing is stated: 481 samples are assumed")


def main():
    shutil.rmtree(FILES, ignore_errors=True)
    FILES.mkdir()
    for part in (wav, aiff, au_and_caf, flac_and_ogg, webm, mp4, frames):
        part()
    lines = ["\t".join(map(str, row)) for row in [COLUMNS, *rows]]
    (HERE / "table.tsv").write_text("\n".join(lines) + "\n")
    shutil.rmtree(WORK)
    size = sum(path.stat().st_size for path in FILES.iterdir())
    print(f"{len(rows)} files, {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
