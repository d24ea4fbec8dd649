//! Telling AAC-LC, which is decoded, from the AACs that are not.
//!
//! HE-AAC carries a plain AAC-LC core at half the rate, with the upper half of the spectrum as side
//! information (SBR). A decoder without SBR plays the core and says nothing: the take comes out at
//! 22 050 Hz. Three ways to say "HE-AAC" are known (ISO/IEC 14496-3, 1.6.5): object type 5 or 29; a
//! backward-compatible extension behind an LC configuration; or nothing at all but the side
//! information in the frames.

/// The figures of an `AudioSpecificConfig`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AacConfig {
    /// Audio object type: 2 is LC, 5 SBR, 29 SBR and parametric stereo, 42 USAC.
    pub(super) object_type: u8,
    /// Rate of the core, Hz.
    pub(super) core_rate_hz: u32,
    /// Whether spectral band replication is signalled.
    pub(super) sbr: bool,
}

const RATES_HZ: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];

/// The rate of an index, Hz.
pub(super) fn rate_hz(index: u32) -> Option<u32> {
    RATES_HZ.get(index as usize).copied()
}

impl AacConfig {
    /// Reads an `AudioSpecificConfig`.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut bits = Bits { bytes, position: 0 };
        let object_type = bits.object_type()?;
        let core_rate_hz = bits.rate()?;
        let _channels = bits.take(4)?;
        let mut config = Self {
            object_type,
            core_rate_hz,
            sbr: matches!(object_type, 5 | 29),
        };
        if config.object_type == 2 {
            config.sbr = bits.extension_says_sbr().unwrap_or(false);
        }
        Some(config)
    }

    /// The name of what Symphonia does not decode; `None` for AAC-LC.
    pub(super) fn refused(self) -> Option<&'static str> {
        match self.object_type {
            _ if self.sbr => Some("he_aac"),
            2 => None,
            1 => Some("aac_main"),
            4 => Some("aac_ltp"),
            23 => Some("aac_ld"),
            39 => Some("aac_eld"),
            42 => Some("xhe_aac"),
            _ => Some("aac_of_another_profile"),
        }
    }
}

/// Whether a raw AAC frame ends with an SBR fill element and the end mark.
///
/// Where the fill element lies cannot be known without decoding what stands before it, so it is
/// looked for from the end: an element that reaches exactly to `ID_END`, at any bit, is taken for it.
/// By chance one frame in some sixty shows one; an HE-AAC stream shows one in every frame. The caller
/// asks for a majority.
pub(super) fn ends_with_sbr(frame: &[u8]) -> bool {
    const ID_FIL: u32 = 6;
    const ID_END: u32 = 7;
    let Some(last_one) = frame.iter().rposition(|&byte| byte != 0) else {
        return false;
    };
    // ID_END is three ones, then zeros to the end of the byte.
    let end_of_mark = (last_one + 1) * 8 - frame[last_one].trailing_zeros() as usize;
    let Some(mark) = end_of_mark.checked_sub(3) else {
        return false;
    };
    let bits = |position: usize, count: u32| Bits { bytes: frame, position }.take(count);
    if bits(mark, 3) != Some(ID_END) {
        return false;
    }
    (1..=269_usize).any(|payload_bytes| {
        let count_bits = if payload_bytes < 15 { 4 } else { 12 };
        let Some(start) = mark.checked_sub(payload_bytes * 8 + count_bits + 3) else {
            return false;
        };
        let count = if payload_bytes < 15 {
            bits(start + 3, 4) == Some(payload_bytes as u32)
        } else {
            bits(start + 3, 4) == Some(15) && bits(start + 7, 8) == Some(payload_bytes as u32 - 14)
        };
        let kind = bits(start + 3 + count_bits, 4);
        bits(start, 3) == Some(ID_FIL) && count && matches!(kind, Some(0xd | 0xe))
    })
}

/// Bits of a slice, most significant first.
struct Bits<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u32> {
        (0..count).try_fold(0, |value, _| {
            let byte = self.bytes.get(self.position / 8)?;
            let bit = byte >> (7 - self.position % 8) & 1;
            self.position += 1;
            Some(value << 1 | u32::from(bit))
        })
    }

    fn object_type(&mut self) -> Option<u8> {
        let value = match self.take(5)? {
            31 => 32 + self.take(6)?,
            short => short,
        };
        u8::try_from(value).ok()
    }

    fn rate(&mut self) -> Option<u32> {
        match self.take(4)? {
            15 => self.take(24),
            index => rate_hz(index),
        }
    }

    /// Reads over `GASpecificConfig` to the backward-compatible extension.
    fn extension_says_sbr(&mut self) -> Option<bool> {
        const SYNC: u32 = 0x2b7;
        let _short_frames = self.take(1)?;
        if self.take(1)? == 1 {
            let _core_coder_delay = self.take(14)?;
        }
        let _extension = self.take(1)?;
        Some(self.take(11)? == SYNC && self.object_type()? == 5 && self.take(1)? == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_lc_is_decoded() {
        // 00010 0100 0001 000: LC, 44.1 kHz, mono.
        let config = AacConfig::parse(&[0x12, 0x08]).unwrap();
        assert_eq!(
            config,
            AacConfig {
                object_type: 2,
                core_rate_hz: 44_100,
                sbr: false
            }
        );
        assert_eq!(config.refused(), None);
    }

    #[test]
    fn every_way_to_say_he_aac_is_refused() {
        // 00101 0111 0001 0100 00010 …: SBR over a 22.05 kHz core, 44.1 kHz out.
        assert_eq!(
            AacConfig::parse(&[0x2b, 0x8a, 0x08, 0x00]).unwrap().refused(),
            Some("he_aac")
        );
        // 11101: SBR and parametric stereo.
        assert_eq!(
            AacConfig::parse(&[0xeb, 0x8a, 0x08, 0x00]).unwrap().refused(),
            Some("he_aac")
        );
        // 00010 0111 0001 000, then 01010110111 00101 1 0100: LC with the extension.
        assert_eq!(
            AacConfig::parse(&[0x13, 0x88, 0x56, 0xe5, 0xa0]).unwrap().refused(),
            Some("he_aac")
        );
        // The same extension with its flag down.
        assert_eq!(
            AacConfig::parse(&[0x13, 0x88, 0x56, 0xe5, 0x20]).unwrap().refused(),
            None
        );
        // 11111 001010: 42, xHE-AAC.
        assert_eq!(
            AacConfig::parse(&[0xf9, 0x48, 0x40, 0x00]).unwrap().refused(),
            Some("xhe_aac")
        );
    }

    #[test]
    fn short_configurations_are_none() {
        assert_eq!(AacConfig::parse(&[]), None);
        assert_eq!(AacConfig::parse(&[0x12]), None);
        // An escaped rate that is cut off.
        assert_eq!(AacConfig::parse(&[0x17, 0x80, 0x00]), None);
    }

    /// Bits, most significant first, in whole bytes.
    fn pack(fields: &[(u32, u32)]) -> Vec<u8> {
        let bits: Vec<u8> = fields
            .iter()
            .flat_map(|&(value, count)| (0..count).rev().map(move |i| (value >> i & 1) as u8))
            .collect();
        bits.chunks(8)
            .map(|chunk| chunk.iter().enumerate().fold(0, |byte, (i, bit)| byte | bit << (7 - i)))
            .collect()
    }

    #[test]
    fn an_sbr_fill_element_is_found_at_any_bit() {
        for lead in 1..20 {
            let payload = [(0xd, 4), (0x5, 4), (0xa5, 8), (0xa5, 8)];
            let head = [(0, lead), (6, 3), (3, 4)];
            let frame = pack(&[&head[..], &payload, &[(7, 3)]].concat());
            assert!(ends_with_sbr(&frame), "lead of {lead} bits");
        }
        // A long element: 15 + 6 - 1 = 20 bytes.
        let long = [
            &[(0, 5), (6, 3), (15, 4), (6, 8), (0xe, 4), (0, 4)][..],
            &[(0x55, 8); 19],
            &[(7, 3)],
        ]
        .concat();
        assert!(ends_with_sbr(&pack(&long)));
        // A fill element that only pads.
        assert!(!ends_with_sbr(&pack(&[
            (0, 5),
            (6, 3),
            (3, 4),
            (0, 8),
            (0xa5, 8),
            (0xa5, 8),
            (7, 3)
        ])));
        assert!(!ends_with_sbr(&[]));
        assert!(!ends_with_sbr(&[0, 0]));
        assert!(!ends_with_sbr(&[0xe0]));
    }
}
