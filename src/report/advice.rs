//! What an engineer, or the fan, can do about a reason.

use crate::model::reason::ReasonCode;

/// One or two sentences that follow on [`ReasonCode::meaning`].
pub fn what_to_do(reason: ReasonCode) -> &'static str {
    match reason {
        ReasonCode::Undecodable => "Play the file. If it plays elsewhere, convert it to WAV and add it again.",
        ReasonCode::Truncated => "The upload broke off. Ask for it again; what came before the break was judged.",
        ReasonCode::UnsupportedCodec => {
            "Set `external_decoder` in the campaign file, or convert it to WAV or FLAC and put it beside the others."
        }
        ReasonCode::TooLarge => "Cut it to the song, or raise the limit if such files are expected.",
        ReasonCode::TooShort => "The recording stopped early. The fan can sing again.",
        ReasonCode::TooLong => "Cut it to the song, or raise the limit if such takes are expected.",
        ReasonCode::Silent => "The microphone was off or not allowed. The fan can sing again.",
        ReasonCode::TooQuiet => "Closer to the microphone, or the recording level up.",
        ReasonCode::Clipped => {
            "Further from the microphone, or the recording level down. Listen: light clipping may pass."
        }
        ReasonCode::Dropouts => {
            "The recorder could not keep up. Other programs closed, or another device. Listen: a few may pass."
        }
        ReasonCode::Noisy => "A quieter room, closer to the microphone.",
        ReasonCode::NarrowBand => "A headset or a call app cut the highs. The phone's own microphone keeps them.",
        ReasonCode::Processed => "Turn off noise suppression and automatic gain in the recording app.",
        ReasonCode::Bleed => "Headphones, or the backing softer.",
        ReasonCode::WrongRate => {
            "It was read at the rate that fits. Listen; then mend the header of the file, or leave it."
        }
        ReasonCode::LagUncertain => "Lay the waveform on the song by ear and give its lag by hand.",
        ReasonCode::NotSinging => "Speech, noise or an instrument. Listen if the fan insists.",
        ReasonCode::WrongSong => {
            "Listen to one or two: if they sing another verse, the guide melody may be incomplete."
        }
        ReasonCode::ReferenceCopy => "The record itself was uploaded. Nothing to use.",
        ReasonCode::Duplicate => "The other copy is used. Nothing to do.",
        ReasonCode::FanCap => "The fan's better takes are used. Raise the cap to use more.",
        ReasonCode::LowScore => "Listen to those just under the floor; lower it, or pin a take, if they please.",
        ReasonCode::NoConsent => "Not to be used without the fan's word.",
        ReasonCode::Withdrawn => "Not to be used, and not to be kept.",
        ReasonCode::Vetoed => "Somebody decided. Their note says why.",
        ReasonCode::Pinned => "Somebody decided. Their note says why.",
    }
}
