//! The sidecar of a take.

use std::sync::Arc;

use stemforge::storage::{Key, Memory, Put, Store, TakeStore};

/// Lists a store of one take whose sidecar is the bytes.
pub fn run(bytes: &[u8]) {
    let store = Memory::default();
    let put = |name: &str, bytes: &[u8]| {
        let key = Key::parse(name).expect("a plain name");
        store.put(&key, bytes, Put::Create).expect("memory takes it");
    };
    put("anna.webm", b"sung");
    put("anna.json", bytes);
    let listing = TakeStore::of(Arc::new(store)).list().expect("memory lists");
    assert!(listing.unread.is_empty(), "a sidecar of any content is read");
    let [take] = &listing.takes[..] else {
        panic!("one recording is one take: {:?}", listing.takes)
    };
    assert_eq!(take.id.0, "anna.webm", "a sidecar renames no take of a folder");

    let said = &take.metadata;
    for word in [&said.fan, &said.country, &said.team, &said.section]
        .into_iter()
        .flatten()
    {
        assert!(word.chars().count() <= 200);
    }
    assert!(said.lag_us.is_none_or(|lag_us| lag_us.abs() <= 60_000_000));
    // Whoever is put on a record has said so in as many words. A reader of any JSON is stricter about values that
    // nobody asks for; what it refuses says nothing here.
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(bytes) else {
        return;
    };
    let consents = json.get("consent").and_then(serde_json::Value::as_bool);
    if said.consent == Some(true) {
        assert_eq!(consents, Some(true), "consent that nobody gave");
    }
    if !json.is_object() {
        assert_eq!(said.consent, Some(false), "no sidecar proves no consent");
    }
}
