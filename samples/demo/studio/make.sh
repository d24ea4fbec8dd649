#!/bin/sh
# Makes what the studio page plays, from the song, the takes and the stems that `stemforge compile` makes of them.
#
#   samples/demo/studio/make.sh        called by samples/demo/make.sh, once song and takes are there
#
# Needs Rust (or a built program in $STEMFORGE), ffmpeg with libx264, lame, and Python 3.11 or later with venv.
set -eu
cd "$(dirname "$0")/../../.."
demo=samples/demo
studio=$demo/studio
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ff() { ffmpeg -hide_banner -loglevel error -nostdin -y "$@"; }
# Integrated loudness of a file in LUFS; silence does not count (EBU R 128).
loudness() { ffmpeg -hide_banner -nostdin -i "$1" -af ebur128 -f null - 2>&1 | awk '$1 == "I:" { lufs = $2 } END { print lufs }'; }

if [ -n "${STEMFORGE:-}" ]; then
    "$STEMFORGE" compile --config configs/demo.toml --out "$work/out"
else
    cargo run --release -- compile --config configs/demo.toml --out "$work/out"
fi

# The crowd: everybody, but not close by, where the fan will stand. Stems start at bar 1, 96,000 samples of 48 kHz after
# the backing.
ff -i "$work/out/stems/crowd_high.wav" -i "$work/out/stems/crowd_low.wav" \
    -i "$work/out/stems/group_high.wav" -i "$work/out/stems/group_low.wav" -filter_complex \
    "amix=inputs=4:normalize=0,adelay=delays=96000S:all=1,apad=whole_len=960000,atrim=end_sample=960000" \
    -c:a pcm_f32le "$work/choir.wav"
# 4 LU under the backing's -16 LUFS.
gain_db=$(awk -v now="$(loudness "$work/choir.wav")" 'BEGIN { print -20.0 - now }')
ff -i "$work/choir.wav" -af "volume=${gain_db}dB" -c:a pcm_s24le "$work/crowd.wav"

# MP3 by `lame` itself: its tag says how many samples to drop at the start. ffmpeg's own tag says the same, but Firefox
# reads it only if it is signed LAME or Lavc, and is 13 ms late otherwise.
lame --quiet -b 96 "$work/crowd.wav" "$studio/crowd.mp3"
ff -i "$demo/backing.flac" -c:a pcm_s16le "$work/backing.wav"
lame --quiet -b 128 "$work/backing.wav" "$studio/backing.mp3"

# The film. Its singer is one of the takes, less the lag of the device it was sung into.
take=voice-0023
lag_s=$(awk -F, -v take="$take" '$1 == take { print $14 / 1000 }' "$demo/truth.csv")
ff -i "$demo/takes/$take.flac" -af \
    "aresample=48000,atrim=start=$lag_s,asetpts=PTS-STARTPTS,apad=whole_len=960000,atrim=end_sample=960000" \
    -c:a pcm_s24le "$work/voice.wav"
# The band throughout; the crowd in the second scene; you in the fifth; everybody in the last.
ff -i "$demo/backing.flac" -i "$work/crowd.wav" -i "$work/voice.wav" -filter_complex "
    [0]aresample=48000,volume=-4dB[band];
    [1]volume=4dB,asplit[one][two];
    [one]afade=in:st=3.0:d=0.6,afade=out:st=6.5:d=0.9[stadium];
    [two]afade=in:st=16.3:d=0.7[everybody];
    [2]aformat=channel_layouts=stereo,volume=3dB,afade=in:st=13.2:d=0.2[you];
    [band][stadium][everybody][you]amix=inputs=4:normalize=0,alimiter=limit=0.8:level=false:latency=true" \
    -c:a pcm_s24le "$work/sound.wav"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$studio/requirements.txt"
"$work/venv/bin/python" -B "$studio/film.py" \
    "$studio" "$work/sound.wav" "$work/voice.wav" "$work/crowd.wav" "$demo/guide.csv"
python3 "$studio/captions.py"
