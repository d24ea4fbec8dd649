//! What to do about a remark on a recording, where there is anything to say.

/// How a remark is recognised, and what it asks for.
const ADVICE: [(&str, &str); 13] = [
    (
        "DC offset",
        "Nothing to do: it was taken out before anything was measured.",
    ),
    ("silent channel", "Nothing to do: only what sounds is used."),
    (
        "antiphase channels",
        "Nothing to do for this take. A plug or a cable is wired the wrong way round.",
    ),
    (
        "no possible level",
        "A program broke them. Short gaps are bridged by a line, long ones are silence; export the file again.",
    ),
    (
        "dropout",
        "The recorder could not keep up. `--picture take.png` shows where; too little is not held against a take.",
    ),
    (
        "steady tone",
        "A test tone, hum or feedback. If somebody sings under it, record again.",
    ),
    (
        "but it was sung at",
        "Listen. If the key is right now, write that rate into the header of the file.",
    ),
    (
        "damaged packets",
        "Listen to what is left. A fresh copy of the file may be sound.",
    ),
    (
        "missing samples",
        "Listen to what is left. A fresh copy of the file may be sound.",
    ),
    ("another recording follows", "Split the file to use what follows."),
    ("the sample rate changes", "Split the file to use what follows."),
    (
        "no end mark",
        "The recorder was stopped hard; the last moment may be missing.",
    ),
    (
        "cannot be read",
        "The upload broke off or the file is damaged. Ask for it again.",
    ),
];

/// One or two sentences.
pub(super) fn what_to_do_about(remark: &str) -> Option<&'static str> {
    let known = ADVICE.iter().find(|(words, _)| remark.contains(words));
    known.map(|(_, advice)| *advice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::condition::to_mono;

    /// The words are those of `dsp::condition`, which may change.
    #[test]
    fn what_conditioning_says_is_known_here() {
        let voice = vec![0.5_f32, -0.5, 0.3, -0.1];
        let inverted: Vec<f32> = voice.iter().map(|x| -x).collect();
        let offset: Vec<f32> = voice.iter().map(|x| x + 0.2).collect();
        for channels in [vec![voice.clone(), inverted], vec![voice, vec![0.0; 4]], vec![offset]] {
            for note in to_mono(channels).notes {
                assert!(what_to_do_about(&note).is_some(), "{note}");
            }
        }
        assert_eq!(what_to_do_about("nothing like it"), None);
    }
}
