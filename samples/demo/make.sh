#!/bin/sh
# Makes this folder anew: the song, its 24 takes, and what the studio page plays. Needs Rust, ffmpeg, lame and Python.
set -eu
cd "$(dirname "$0")/../.."
demo=samples/demo
cargo run --release --example demo_song -- "$demo"
choir=$(mktemp -d)
trap 'rm -rf "$choir"' EXIT
# One format a fault, in the order of `--faults demo`. Low rates keep the lossless ones small.
cargo run --release -- synth --guide "$demo/guide.csv" --backing "$demo/backing.flac" --out "$choir/demo" \
    --takes 24 --seed 4 --faults demo \
    --formats m4a,mp3,opus,webm,flac@24000,3gp,caf@16000,mp4,ogg,wav@16000,m4a,webm \
    --formats mp3,mp4,alac@24000,opus,webm,aiff@22050,opus,3gp,aac,m4a,flac@22050,ogg
rm -rf "$demo/takes"
cp -R "$choir/demo/takes" "$choir/demo/truth.csv" "$demo/"
"$demo/studio/make.sh"
