//! What the command line says instead of the campaign file: `--takes` and `--out`, one a line here.

use std::path::Path;

use stemforge::config::{Overrides, parse};
use stemforge::storage::{Address, Key};

const CAMPAIGN: &str = "[song]\nguide = \"guide.mid\"\n";

/// Lays two lines over the smallest campaign and reads them as addresses.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (takes, out) = text.split_once('\n').unwrap_or((text, ""));
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let overrides = Overrides {
        takes: said(takes),
        out: said(out),
    };
    let path = Path::new("song/stemforge.toml");
    let plan = parse(CAMPAIGN, path, &overrides).expect("overrides break no campaign");
    let without = parse(CAMPAIGN, path, &Overrides::default()).expect("the smallest campaign");
    assert_eq!(
        plan.canonical, without.canonical,
        "places are no part of what is computed"
    );

    let addresses = [&plan.takes_uri, &plan.out_uri].map(|uri| Address::parse(uri));
    for address in addresses.iter().flatten() {
        assert!(address.is_in(address));
        if let Address::S3 { bucket, prefix } = address {
            let again = Address::parse(&format!("s3://{bucket}/{prefix}"));
            assert_eq!(again.as_ref().ok(), Some(address), "an address that is not itself");
            let outer = Address::parse(&format!("s3://{bucket}")).expect("its bucket");
            assert!(address.is_in(&outer));
            // A prefix may be no key; a key is never empty.
            assert!(Key::parse(prefix).is_err() || !prefix.is_empty());
        }
    }
    if let [Ok(takes), Ok(out)] = &addresses
        && takes.is_in(out)
        && out.is_in(takes)
    {
        assert_eq!(takes, out, "each inside the other");
    }
}
