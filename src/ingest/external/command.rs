//! The command line of the external decoder: nothing in it comes from a stranger.
//!
//! A recording was recognised before it comes here, so the program is told which demuxer to use and which decoders it
//! may, instead of being left to find out among all it has: playlists, games and protocols are no part of a voice.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A program and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<String>,
}

/// Containers, as `container` of the score row names them, and the demuxer that reads each.
pub(in crate::ingest) const DEMUXERS: [(&str, &str); 37] = [
    ("ac3", "ac3"),
    ("adts", "aac"),
    ("aiff", "aiff"),
    ("amr", "amr"),
    ("ape", "ape"),
    ("asf", "asf"),
    ("au", "au"),
    ("avi", "avi"),
    ("caf", "caf"),
    ("dsdiff", "iff"),
    ("dsf", "dsf"),
    ("dts", "dts"),
    ("dtshd", "dtshd"),
    ("eac3", "eac3"),
    ("flac", "flac"),
    ("flv", "flv"),
    ("loas", "loas"),
    ("matroska", "matroska"),
    ("mov", "mov"),
    ("mp3", "mp3"),
    ("mp4", "mov"),
    ("mpeg_ps", "mpeg"),
    ("mpeg_ts", "mpegts"),
    ("musepack7", "mpc"),
    ("musepack8", "mpc8"),
    ("ogg", "ogg"),
    ("qcp", "qcp"),
    ("realmedia", "rm"),
    ("shorten", "shn"),
    ("sphere", "nistsphere"),
    ("tak", "tak"),
    ("truehd", "truehd"),
    ("tta", "tta"),
    ("voc", "voc"),
    ("w64", "w64"),
    ("wav", "wav"),
    ("wavpack", "wv"),
];

/// Codecs that nothing here decodes, as `codec` of the score row names them, and the decoders that may be used for each.
pub(in crate::ingest) const DECODERS: [(&str, &str); 43] = [
    ("aac_eld", "aac"),
    ("aac_latm", "aac_latm"),
    ("aac_ld", "aac"),
    ("aac_ltp", "aac"),
    ("aac_main", "aac"),
    ("ac3", "ac3"),
    ("adpcm_g722", "g722"),
    ("adpcm_g726", "g726,g726le"),
    ("adpcm_ima_qt", "adpcm_ima_qt"),
    ("amr_nb", "amrnb,libopencore_amrnb"),
    ("amr_wb", "amrwb,libopencore_amrwb"),
    ("ape", "ape"),
    ("atrac1", "atrac1"),
    ("atrac3", "atrac3,atrac3plus"),
    ("dsd", "dsd_lsbf,dsd_lsbf_planar,dsd_msbf,dsd_msbf_planar,dst"),
    ("dts", "dca"),
    ("eac3", "eac3"),
    ("evrc", "evrc"),
    ("g723_1", "g723_1"),
    ("gsm", "gsm,gsm_ms,libgsm,libgsm_ms"),
    ("he_aac", "aac"),
    ("ilbc", "ilbc,libilbc"),
    ("mace", "mace3,mace6"),
    ("mlp", "mlp"),
    ("musepack7", "mpc7"),
    ("musepack8", "mpc8"),
    ("nellymoser", "nellymoser"),
    ("qcelp", "qcelp"),
    ("qdesign", "qdm2,qdmc"),
    ("realaudio", "aac,ac3,atrac3,cook,ralf,real_144,real_288,sipr"),
    ("shorten", "shorten"),
    ("speex", "speex,libspeex"),
    ("tak", "tak"),
    ("truehd", "truehd,mlp"),
    ("truespeech", "truespeech"),
    ("tta", "tta"),
    ("vorbis_in_mp4", "vorbis"),
    ("wavpack", "wavpack"),
    ("wmalossless", "wmalossless"),
    ("wmapro", "wmapro"),
    ("wmav1", "wmav1"),
    ("wmav2", "wmav2"),
    ("wmavoice", "wmavoice"),
];

/// What is named and still not asked for: no decoder for it is worth the name.
pub(in crate::ingest) const NEVER: [&str; 8] = [
    "ac4",
    "amr_wb_plus",
    "apac",
    "celt",
    "encrypted",
    "midi",
    "mpeg_h",
    "xhe_aac",
];

/// What may be used where only the container is known: the ordinary codecs of films and phones.
const ORDINARY: &str = "aac,aac_latm,ac3,adpcm_ima_qt,adpcm_ima_wav,adpcm_ms,adpcm_swf,adpcm_yamaha,alac,amrnb,amrwb,\
    dca,eac3,flac,g722,g726,gsm,gsm_ms,mp1,mp1float,mp2,mp2float,mp3,mp3float,nellymoser,opus,pcm_alaw,pcm_bluray,pcm_dvd,pcm_f32be,\
    pcm_f32le,pcm_f64be,pcm_f64le,pcm_mulaw,pcm_s16be,pcm_s16le,pcm_s24be,pcm_s24le,pcm_s32be,pcm_s32le,pcm_s8,pcm_u8,\
    qcelp,speex,truespeech,vorbis,wmav1,wmav2";

impl Command {
    /// Asks for the version.
    pub(super) fn version(program: &Path) -> Self {
        Self {
            program: program.to_owned(),
            arguments: vec!["-version".to_owned()],
        }
    }

    /// Decodes standard input to a float WAV on standard output; `None` where this program is not to be asked.
    pub(super) fn decode(program: &Path, container: &str, codec: &str) -> Option<Self> {
        let (_, demuxer) = DEMUXERS.iter().find(|(name, _)| *name == container)?;
        if NEVER.contains(&codec) {
            return None;
        }
        let named = DECODERS.iter().find(|(name, _)| *name == codec);
        let decoders = named.map_or(ORDINARY, |(_, decoders)| decoders);
        let quiet = ["-nostdin", "-hide_banner", "-nostats", "-v", "error"];
        let input = [
            // Of its own rights it keeps that of reading a local file, which the one on standard input is.
            "-protocol_whitelist",
            "file",
            "-format_whitelist",
            demuxer,
            "-codec_whitelist",
            decoders,
            // One thread, so that limits on memory and time count one decoder, and its result is always the same.
            "-threads",
            "1",
            "-vn",
            "-sn",
            "-dn",
            "-f",
            demuxer,
            "-i",
            "file:/dev/stdin",
        ];
        let output = [
            "-map",
            "0:a:0",
            "-map_metadata",
            "-1",
            "-fflags",
            "+bitexact",
            "-flags:a",
            "+bitexact",
            "-threads",
            "1",
            "-c:a",
            "pcm_f32le",
            "-f",
            "wav",
            "pipe:1",
        ];
        let arguments = [&quiet[..], &input, &output].concat();
        Some(Self {
            program: program.to_owned(),
            arguments: arguments.into_iter().map(str::to_owned).collect(),
        })
    }
}

/// The program as a path: one with a slash is taken as it is, a name is looked for in `PATH`.
pub(super) fn locate(program: &Path) -> Option<PathBuf> {
    if program.components().count() > 1 {
        return is_executable(program).then(|| std::path::absolute(program).ok())?;
    }
    let path: OsString = std::env::var_os("PATH")?;
    let places = std::env::split_paths(&path).filter(|folder| folder.is_absolute());
    places
        .map(|folder| folder.join(program))
        .find(|file| is_executable(file))
}

fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(file).is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_name_nothing_twice() {
        for names in [
            DEMUXERS.map(|(name, _)| name).to_vec(),
            DECODERS.map(|(name, _)| name).to_vec(),
            NEVER.to_vec(),
        ] {
            assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        }
        assert!(DECODERS.iter().all(|(name, _)| !NEVER.contains(name)));
    }

    #[test]
    fn a_stranger_adds_no_word_to_the_command_line() {
        let decode = |container, codec| Command::decode(Path::new("/usr/bin/ffmpeg"), container, codec);
        let hostile = decode("mp4", "-filter_complex movie=/etc/passwd").unwrap();
        assert_eq!(hostile, decode("mp4", "unknown").unwrap());
        assert!(hostile.arguments.iter().all(|argument| !argument.contains("passwd")));
        assert_eq!(decode("hls", "aac"), None);
        assert_eq!(decode("mp4", "encrypted"), None);
    }

    #[test]
    fn names_are_looked_for_and_paths_are_not() {
        assert!(locate(Path::new("sh")).is_some_and(|path| path.is_absolute()));
        assert_eq!(locate(Path::new("./sh")), None);
        assert_eq!(locate(Path::new("/dev/null")), None);
    }
}
