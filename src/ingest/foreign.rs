//! Naming what nothing here reads: containers by their first bytes, codecs by what their container says.
//!
//! A name is for people ("AMR, so a phone of 2005"), and for the external decoder, which is asked for exactly this
//! container and this codec. Nothing is decoded here, and nothing searched for far into a file.

use super::bytes::{array, be_u32, find, le_u16};

/// How far into a file its description is looked for.
const HEAD_BYTES: usize = 64 << 10;
/// Lengths of transport stream packets: plain, and with the time stamp that camcorders put in front.
const TS_PACKET_BYTES: [usize; 2] = [188, 192];
/// `ASF_Audio_Media`, the stream type in a stream properties object (ASF specification, 10.1).
const ASF_AUDIO: [u8; 16] = *b"\x40\x9e\x69\xf8\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b";
/// From there to the wave format: two GUIDs, time offset, two lengths, flags, reserved.
const ASF_FORMAT_OFFSET: usize = 54;

/// First bytes, container, codec. The longer of two that begin alike stands first.
const MAGICS: [(&[u8], &str, &str); 36] = [
    (b"#!AMR\n", "amr", "amr_nb"),
    (b"#!AMR_MC1.0\n", "amr", "amr_nb"),
    (b"#!AMR-WB\n", "amr", "amr_wb"),
    (b"#!AMR-WB_MC1.0\n", "amr", "amr_wb"),
    (b"#!EVRC\n", "evrc", "evrc"),
    (b"MAC ", "ape", "ape"),
    (b"wvpk", "wavpack", "wavpack"),
    (b"TTA1", "tta", "tta"),
    (b"TTA2", "tta", "tta2"),
    (b"MPCK", "musepack8", "musepack8"),
    (b"MP+", "musepack7", "musepack7"),
    (b"tBaK", "tak", "tak"),
    (b"ajkg", "shorten", "shorten"),
    (b"OFR ", "optimfrog", "optimfrog"),
    (b"LA02", "la", "la"),
    (b"LA03", "la", "la"),
    (b"LA04", "la", "la"),
    (b"FRM8", "dsdiff", "dsd"),
    (b"DSD ", "dsf", "dsd"),
    (b".RMF", "realmedia", "realaudio"),
    (b".ra\xfd", "realmedia", "realaudio"),
    (b"\x7f\xfe\x80\x01", "dts", "dts"),
    (b"\xfe\x7f\x01\x80", "dts", "dts"),
    (b"\x1f\xff\xe8\x00", "dts", "dts"),
    (b"\xff\x1f\x00\xe8", "dts", "dts"),
    (b"DTSHDHDR", "dtshd", "dts"),
    (b"Creative Voice File\x1a", "voc", "voc"),
    (b"NIST_1A\n", "sphere", "sphere"),
    (b"FLV\x01", "flv", "flv"),
    (b"ADIF", "adif", "aac"),
    (b"MThd", "midi", "midi"),
    (b"XMF_", "xmf", "midi"),
    (b"MMMD", "smaf", "midi"),
    (b"IMPM", "tracker", "tracker"),
    (b"Extended Module: ", "tracker", "tracker"),
    (b"\x00\x00\x01\xba", "mpeg_ps", "mpeg_ps"),
];

/// Container and codec of a file that is audio or video, but that nothing here reads.
pub(super) fn container(bytes: &[u8]) -> Option<(&'static str, String)> {
    if let Some((_, container, codec)) = MAGICS.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Some((container, (*codec).to_owned()));
    }
    let form = bytes.get(8..12).unwrap_or_default();
    match bytes.get(..4)? {
        b"RIFX" => return Some(("wav", "rifx".to_owned())),
        b"RIFF" if form == b"AVI " => return Some(("avi", avi_codec(bytes))),
        b"RIFF" if form == b"QLCM" => return Some(("qcp", "qcelp".to_owned())),
        b"RIFF" if form == b"RMID" => return Some(("midi", "midi".to_owned())),
        b"\x30\x26\xb2\x75" if bytes.starts_with(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11") => {
            return Some(("asf", asf_codec(bytes)));
        }
        _ => {}
    }
    if bytes.starts_with(b"\x0b\x77") {
        // The stream identifier of E-AC-3 is above 10 and lies where AC-3 has its own (ETSI TS 102 366, E.1.2).
        let is_enhanced = bytes.get(5).is_some_and(|byte| byte >> 3 > 10);
        let codec = if is_enhanced { "eac3" } else { "ac3" };
        return Some((codec, codec.to_owned()));
    }
    if bytes.get(4..8) == Some(b"\xf8\x72\x6f\xba") {
        return Some(("truehd", "truehd".to_owned()));
    }
    if is_loas(bytes) {
        return Some(("loas", "aac_latm".to_owned()));
    }
    let is_transport = |packet: usize| {
        let lead = packet - TS_PACKET_BYTES[0];
        (0..5).all(|index| bytes.get(index * packet + lead) == Some(&0x47))
    };
    if TS_PACKET_BYTES.into_iter().any(is_transport) {
        return Some(("mpeg_ts", "mpeg_ts".to_owned()));
    }
    // QuickTime of before 2001 begins without `ftyp`.
    let old_quicktime = matches!(
        bytes.get(4..8),
        Some(b"moov" | b"mdat" | b"wide" | b"free" | b"skip" | b"pnot")
    );
    if old_quicktime && be_u32(bytes, 0).is_some_and(|size| size == 0 || size == 1 || size >= 8) {
        return Some(("mov", "quicktime_without_ftyp".to_owned()));
    }
    None
}

/// Two `AudioSyncStream` frames in a row (ISO/IEC 14496-3, 1.7.2): 11 bits of sync, 13 of length.
fn is_loas(bytes: &[u8]) -> bool {
    let frame_bytes = |at: usize| {
        let header = array::<3>(bytes, at)?;
        let value = u32::from_be_bytes([0, header[0], header[1], header[2]]);
        (value >> 13 == 0x2b7).then_some(3 + (value & 0x1fff) as usize)
    };
    let second = frame_bytes(0).filter(|&len| len > 3);
    second.is_some_and(|second| frame_bytes(second).is_some())
}

fn head(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(HEAD_BYTES)]
}

/// The codec of the first sound in an ASF file; `wma` where the description is not found.
fn asf_codec(bytes: &[u8]) -> String {
    let head = head(bytes);
    let tag = find(head, &ASF_AUDIO).and_then(|stream| le_u16(head, stream + ASF_FORMAT_OFFSET));
    tag.map_or_else(|| "wma".to_owned(), wave_tag)
}

/// The codec of the first sound in an AVI file; `avi` where there is none.
fn avi_codec(bytes: &[u8]) -> String {
    let head = head(bytes);
    let tag = find(head, b"auds").and_then(|stream| {
        let format = stream + find(&head[stream..], b"strf")?;
        le_u16(head, format + 8)
    });
    tag.map_or_else(|| "avi".to_owned(), wave_tag)
}

/// The codec of a `wFormatTag`, as WAV, AVI, ASF and Matroska's `A_MS/ACM` have it.
pub(super) fn wave_tag(tag: u16) -> String {
    let name = match tag {
        0x01 | 0x03 => "pcm",
        0x02 => "adpcm_ms",
        0x06 => "pcm_alaw",
        0x07 => "pcm_mulaw",
        0x0a => "wmavoice",
        0x11 => "adpcm_ima_wav",
        0x22 => "truespeech",
        0x31 | 0x1500 => "gsm",
        0x42 => "g723_1",
        0x45 | 0x64 => "adpcm_g726",
        0x50 => "mp2",
        0x55 => "mp3",
        0x57 => "amr_nb",
        0x58 => "amr_wb",
        0x65 | 0x28f => "adpcm_g722",
        0xff | 0x1600..=0x1610 => "aac",
        0x160 => "wmav1",
        0x161 => "wmav2",
        0x162 => "wmapro",
        0x163 => "wmalossless",
        0x270 => "atrac3",
        0x2000 => "ac3",
        0x2001 => "dts",
        0x566f | 0x674f..=0x6771 => "vorbis",
        0xa109 => "speex",
        0xf1ac => "flac",
        _ => return format!("wav_0x{tag:04x}"),
    };
    name.to_owned()
}

/// The codec of an MP4 sample entry, unless it is one that is decoded here.
pub(super) fn mp4_entry(entry: [u8; 4], object_type: Option<u8>) -> Option<String> {
    let name = match (&entry, object_type) {
        (b"mp4a", Some(0xdd)) => "vorbis_in_mp4",
        (b"mp4a", Some(0xa5)) => "ac3",
        (b"mp4a", Some(0xa6)) => "eac3",
        (b"mp4a", Some(0xa9..=0xac)) => "dts",
        (b"mp4a", Some(0xa0)) => "evrc",
        (b"mp4a", Some(0xe1)) => "qcelp",
        (b"samr", _) => "amr_nb",
        (b"sawb", _) => "amr_wb",
        (b"sawp", _) => "amr_wb_plus",
        (b"ac-3", _) => "ac3",
        (b"ec-3", _) => "eac3",
        (b"ac-4", _) => "ac4",
        (b"dtsc" | b"dtse" | b"dtsh" | b"dtsl", _) => "dts",
        (b"mlpa", _) => "truehd",
        (b"mha1" | b"mha2" | b"mhm1" | b"mhm2", _) => "mpeg_h",
        (b"Qclp" | b"sqcp", _) => "qcelp",
        (b"sevc", _) => "evrc",
        (b"QDM2" | b"QDMC", _) => "qdesign",
        (b"agsm", _) => "gsm",
        (b"ilbc", _) => "ilbc",
        (b"ima4", _) => "adpcm_ima_qt",
        (b"MAC3" | b"MAC6", _) => "mace",
        (b"nmos" | b"NELL", _) => "nellymoser",
        (b"spex", _) => "speex",
        (b"alaw", _) => "alaw_in_mov",
        (b"ulaw", _) => "mulaw_in_mov",
        (b"apac", _) => "apac",
        (b"enca" | b"drms", _) => "encrypted",
        _ => return None,
    };
    Some(name.to_owned())
}

/// The codec of a Matroska track, unless it is one that is decoded here. `A_MS/ACM` names it by a wave format tag.
pub(super) fn matroska_codec(id: &str, tag: Option<u16>) -> Option<String> {
    const READ: [&str; 7] = ["A_OPUS", "A_VORBIS", "A_FLAC", "A_ALAC", "A_PCM", "A_AAC", "A_MPEG"];
    const NAMES: [(&str, &str); 12] = [
        ("A_AC3", "ac3"),
        ("A_EAC3", "eac3"),
        ("A_AC4", "ac4"),
        ("A_DTS", "dts"),
        ("A_TRUEHD", "truehd"),
        ("A_MLP", "mlp"),
        ("A_WAVPACK", "wavpack"),
        ("A_TTA", "tta"),
        ("A_REAL", "realaudio"),
        ("A_ATRAC/AT1", "atrac1"),
        ("A_QUICKTIME/QDM", "qdesign"),
        ("A_QUICKTIME/QCLP", "qcelp"),
    ];
    if READ.iter().any(|prefix| id.starts_with(prefix)) {
        return None;
    }
    if id.starts_with("A_MS/ACM") {
        return tag.map(wave_tag);
    }
    let known = NAMES.iter().find(|(prefix, _)| id.starts_with(prefix));
    Some(known.map_or_else(|| plain(id), |(_, name)| (*name).to_owned()))
}

/// A stranger's word as a name: short, small letters, nothing that a table or a terminal would stumble over.
pub(super) fn plain(id: &str) -> String {
    let letters = id.trim_start_matches("A_").chars().take(24);
    let name: String = letters
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect();
    if name.is_empty() { "unknown".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_are_named() {
        let found = |bytes: &[u8]| container(bytes).map(|(container, codec)| format!("{codec} in {container}"));
        for (bytes, name) in [
            (&b"#!AMR\n\x3c"[..], "amr_nb in amr"),
            (b"#!AMR-WB\n\x44", "amr_wb in amr"),
            (b".RMF\0\0\0\x12", "realaudio in realmedia"),
            (b"tBaK\x01", "tak in tak"),
            (b"\x7f\xfe\x80\x01\xfc", "dts in dts"),
            (b"\x0b\x77\x12\x34\x1c\x40", "ac3 in ac3"),
            (b"\x0b\x77\x00\x3f\x34\x86", "eac3 in eac3"),
            (b"RIFF\0\0\0\0QLCMfmt ", "qcelp in qcp"),
            (b"RIFF\0\0\0\0AVI LIST", "avi in avi"),
            (b"\x56\xe0\x01.\x56\xe0\x01.", "aac_latm in loas"),
            (b"\0\0\0\x08wide", "quicktime_without_ftyp in mov"),
        ] {
            assert_eq!(found(bytes).as_deref(), Some(name));
        }
        assert_eq!(found(b"\x56\xe0\x01.\x56\xd0\x01."), None);
        assert_eq!(found(b""), None);
    }

    #[test]
    fn the_codec_inside_is_named_where_its_description_is() {
        let mut asf = b"\x30\x26\xb2\x75\x8e\x66\xcf\x11".to_vec();
        assert_eq!(container(&asf).unwrap().1, "wma");
        asf.extend_from_slice(&ASF_AUDIO);
        asf.extend_from_slice(&[0; 38]);
        asf.extend_from_slice(&0x162_u16.to_le_bytes());
        assert_eq!(container(&asf), Some(("asf", "wmapro".to_owned())));
        let avi = b"RIFF\0\0\0\0AVI LIST....strhauds........strf\x12\0\0\0\x55\0";
        assert_eq!(container(avi), Some(("avi", "mp3".to_owned())));
        for len in 0..asf.len() {
            container(&asf[..len]);
        }
        for len in 0..avi.len() {
            container(&avi[..len]);
        }
    }

    #[test]
    fn a_stranger_cannot_write_into_a_name() {
        assert_eq!(matroska_codec("A_OPUS", None), None);
        assert_eq!(matroska_codec("A_AC3/BSID9", None).as_deref(), Some("ac3"));
        assert_eq!(matroska_codec("A_MS/ACM", Some(0x2000)).as_deref(), Some("ac3"));
        assert_eq!(matroska_codec("A_\x1b[31m<b>", None).as_deref(), Some("__31m_b_"));
        assert_eq!(matroska_codec("", None).as_deref(), Some("unknown"));
        assert_eq!(matroska_codec(&"A".repeat(900), None).map(|name| name.len()), Some(24));
    }
}
