use super::*;

/// A campaign that is well: three seconds of guide and backing, one take.
fn campaign() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(
        root.join("guide.csv"),
        "onset_s,duration_s,midi\n0.5,1,60\n1.5,1.5,67\n",
    )
    .unwrap();
    write_tone(&root.join("backing.wav"), 3.0, 0.5);
    fs::create_dir(root.join("takes")).unwrap();
    fs::write(root.join("takes/a.wav"), "any bytes").unwrap();
    fs::write(
        root.join("stemforge.toml"),
        "[song]\nguide = 'guide.csv'\nbacking = 'backing.wav'\n",
    )
    .unwrap();
    folder
}

fn write_tone(path: &Path, length_s: f64, amplitude: f64) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = hound::WavWriter::create(path, spec).unwrap();
    for index in 0..(length_s * 8000.0) as usize {
        let phase = 440.0 * index as f64 / 8000.0 * std::f64::consts::TAU;
        file.write_sample((phase.sin() * amplitude * 32_767.0) as i16).unwrap();
    }
    file.finalize().unwrap();
}

fn verdicts(folder: &tempfile::TempDir) -> Vec<(&'static str, Verdict)> {
    let findings = examine(&folder.path().join("stemforge.toml"), &Overrides::default());
    findings
        .checks
        .iter()
        .map(|check| (check.check, check.verdict))
        .collect()
}

/// The one check that is not good, and what it says.
fn complaint(folder: &tempfile::TempDir) -> (&'static str, Verdict, String) {
    let findings = examine(&folder.path().join("stemforge.toml"), &Overrides::default());
    let mut complaints = findings
        .checks
        .into_iter()
        .filter(|check| check.verdict != Verdict::Good);
    let first = complaints.next().expect("something is not well");
    assert!(complaints.next().is_none(), "only one thing is not well");
    (first.check, first.verdict, first.detail)
}

#[test]
fn a_healthy_campaign() {
    let folder = campaign();
    let good = |check| (check, Verdict::Good);
    assert_eq!(
        verdicts(&folder),
        ["campaign", "guide", "backing", "takes", "output"].map(good)
    );

    let mut said = Vec::new();
    let path = folder.path().join("stemforge.toml");
    assert!(run(&path, &Overrides::default(), &Args::default(), &mut said).unwrap());
    let said = String::from_utf8(said).unwrap();
    assert!(
        said.contains("✓ guide       2 notes from C4 to G4, 0.5 s to 3.0 s\n"),
        "{said}"
    );
    assert!(
        said.lines()
            .last()
            .unwrap()
            .starts_with("Ready: `stemforge compile --config "),
        "{said}"
    );
}

#[test]
fn a_guide_longer_than_the_backing_and_the_other_way_round() {
    let folder = campaign();
    write_tone(&folder.path().join("backing.wav"), 2.0, 0.5);
    let (check, verdict, detail) = complaint(&folder);
    assert_eq!((check, verdict), ("backing", Verdict::Bad));
    assert!(detail.contains("the guide goes on to 3.0 s"), "{detail}");
    write_tone(&folder.path().join("backing.wav"), 40.0, 0.5);
    let (check, verdict, detail) = complaint(&folder);
    assert_eq!((check, verdict), ("backing", Verdict::Odd));
    assert!(detail.contains("nothing sung after that is judged"), "{detail}");
}

#[test]
fn a_silent_a_missing_and_no_backing() {
    let folder = campaign();
    let backing = folder.path().join("backing.wav");
    write_tone(&backing, 3.0, 0.0);
    assert!(complaint(&folder).2.contains("silent"));
    fs::remove_file(&backing).unwrap();
    assert_eq!(complaint(&folder).1, Verdict::Bad);
    fs::write(folder.path().join("stemforge.toml"), "[song]\nguide = 'guide.csv'\n").unwrap();
    assert_eq!(complaint(&folder).1, Verdict::Odd);
}

#[test]
fn a_broken_guide_an_odd_one_and_a_late_first_bar() {
    let folder = campaign();
    let guide = folder.path().join("guide.csv");
    fs::write(&guide, "onset_s,duration_s,midi\n0,1,20\n1,1,60\n").unwrap();
    let (check, verdict, detail) = complaint(&folder);
    assert_eq!((check, verdict), ("guide", Verdict::Odd));
    assert!(detail.contains("A♭0"), "{detail}");
    fs::write(&guide, "onset_s,duration_s,midi\n0,1,x\n").unwrap();
    assert!(complaint(&folder).2.contains("line 2: `midi` is `x`"));
    fs::write(&guide, "onset_s,duration_s,midi\n0,3,60\n").unwrap();
    let text = "[song]\nguide = 'guide.csv'\nbacking = 'backing.wav'\nfirst_bar_s = 3.5\n";
    fs::write(folder.path().join("stemforge.toml"), text).unwrap();
    assert_eq!(complaint(&folder).0, "first bar");
}

#[test]
fn no_takes_and_nowhere_to_look_for_them() {
    let folder = campaign();
    fs::remove_file(folder.path().join("takes/a.wav")).unwrap();
    assert!(complaint(&folder).2.contains("there is none in"));
    fs::remove_dir(folder.path().join("takes")).unwrap();
    assert_eq!(complaint(&folder).0, "takes");
}

#[test]
fn an_output_folder_that_is_not_ours() {
    let folder = campaign();
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    assert_eq!(verdicts(&folder)[4], ("output", Verdict::Good), "empty");
    fs::write(out.join("thesis.doc"), "").unwrap();
    assert!(complaint(&folder).2.contains("did not write"));
    fs::write(out.join("ledger.sqlite"), "").unwrap();
    assert_eq!(verdicts(&folder)[4], ("output", Verdict::Good), "an earlier run's");
    fs::remove_dir_all(&out).unwrap();
    fs::write(&out, "").unwrap();
    assert!(complaint(&folder).2.contains("is a file"));

    let among_takes = Overrides {
        takes: None,
        out: Some(folder.path().join("takes/out").display().to_string()),
    };
    let findings = examine(&folder.path().join("stemforge.toml"), &among_takes);
    assert!(
        findings.checks[4].detail.contains("among the takes"),
        "{:?}",
        findings.checks[4]
    );
}

#[test]
fn a_broken_campaign_is_one_line_and_json_says_so() {
    let folder = campaign();
    let path = folder.path().join("stemforge.toml");
    fs::write(&path, "[song]\nguide = 'guide.csv'\ntitel = 'x'\n").unwrap();
    assert!(complaint(&folder).2.contains("stemforge.toml:3: unknown key `titel`"));
    let mut said = Vec::new();
    assert!(
        !run(
            &path,
            &Overrides::default(),
            &Args {
                json: true,
                ..Args::default()
            },
            &mut said
        )
        .unwrap()
    );
    let said: serde_json::Value = serde_json::from_slice(&said).unwrap();
    assert_eq!(said["ok"], false);
    assert_eq!(said["checks"][0]["verdict"], "bad");
}

#[test]
fn pitches_have_names() {
    assert_eq!(pitch_name(60.0), "C4");
    assert_eq!(pitch_name(69.4), "A4");
    assert_eq!(pitch_name(0.0), "C-1");
}
