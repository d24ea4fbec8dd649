//! What every store promises.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use stemforge::storage::{Key, Put, StorageErrorKind, Store};

/// Makes a store that is empty; the name is another for every promise.
type Fresh<'a> = &'a dyn Fn(&str) -> Box<dyn Store>;

/// Fails at the first promise that is not kept.
pub(crate) fn holds(fresh: Fresh<'_>) {
    what_is_put_is_got(&*fresh("round-trip"));
    what_is_not_there_is_said_to_be_missing(&*fresh("missing"));
    creating_never_replaces(&*fresh("create"));
    one_of_many_creators_wins(&*fresh("race"));
    readers_see_one_version_whole(&*fresh("replace"));
    listings_are_sorted_and_complete(&*fresh("listing"));
    prefixes_are_prefixes(&*fresh("prefix"));
    files_of_any_size_travel(&*fresh("files"));
    copies_and_deletions(&*fresh("copy"));
}

fn what_is_put_is_got(store: &dyn Store) {
    let names = [
        "a",
        "takes/0a/x/audio.webm",
        "with space",
        "ünï/çø∂é-日本",
        "plus+and%41percent",
        "a=b&c",
        "semi;colon",
        "a%20b",
        "a%2Fb",
        " leading and trailing ",
        "it's \"quoted\" <marked> ?#[]{}|^`~",
        "e\u{301} decomposed 🎤",
        "two..dots/-",
    ];
    for (index, name) in names.into_iter().enumerate() {
        let key = Key::parse(name).unwrap();
        let bytes = vec![index as u8; [0, 1, 1000][index % 3]];
        store.put(&key, &bytes, Put::Create).unwrap();
        assert_eq!(store.get(&key, u64::MAX).unwrap(), bytes, "{name}");
        assert_eq!(store.head(&key).unwrap().size_bytes, bytes.len() as u64, "{name}");
        assert_eq!(store.head(&key).unwrap().key, key);
        assert!(!store.uri(&key).is_empty());
    }
    let listed: Vec<String> = store
        .list("")
        .unwrap()
        .iter()
        .map(|object| object.key.to_string())
        .collect();
    let mut sorted = names.map(str::to_owned);
    sorted.sort();
    assert_eq!(listed, sorted);
    for name in &sorted {
        let found = store.list(name).unwrap();
        assert!(
            found.iter().any(|object| object.key.as_str() == name),
            "`{name}` as a prefix"
        );
        let copy = Key::known(format!("copies/{name}"));
        store.copy(&Key::known(name), &copy).unwrap();
        assert_eq!(store.get(&copy, 10).unwrap(), store.get(&Key::known(name), 10).unwrap());
    }
    let large = Key::known("large");
    let bytes: Vec<u8> = (0..6_000_000_u32)
        .map(|index| (index.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    store.put(&large, &bytes, Put::Create).unwrap();
    assert!(store.get(&large, u64::MAX).unwrap() == bytes);
    assert!(
        store.get(&large, 100_001).unwrap() == bytes[..100_001],
        "cut where it was asked to be"
    );
    for max_bytes in [0, 1, 5_999_999, 6_000_000, 6_000_001] {
        let expected = &bytes[..max_bytes.min(bytes.len())];
        assert!(store.get(&large, max_bytes as u64).unwrap() == expected, "{max_bytes}");
    }
    let empty = Key::known("empty");
    store.put(&empty, b"", Put::Create).unwrap();
    assert_eq!(store.get(&empty, 10).unwrap(), b"");
}

fn what_is_not_there_is_said_to_be_missing(store: &dyn Store) {
    let key = Key::known("no/such");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    let missing = [
        store.get(&key, 1).map(|_| ()),
        store.head(&key).map(|_| ()),
        store.copy(&key, &Key::known("copy")),
        store.download(&key, &file),
    ];
    for answer in missing {
        let error = answer.unwrap_err();
        assert_eq!(error.kind, StorageErrorKind::NotFound, "{error}");
        assert!(error.to_string().contains("no/such"), "{error}");
    }
    assert!(!file.exists());
    store.delete(&key).unwrap();
    assert_eq!(store.list("").unwrap(), []);
    assert_eq!(store.list("no/").unwrap(), []);
    let error = store.upload(&file, &key).unwrap_err();
    assert_eq!(error.kind, StorageErrorKind::NotFound, "{error}");
    // A folder is no object, and nothing lies in one.
    store.put(&Key::known("folder/object"), b"", Put::Create).unwrap();
    let inside = Key::known("folder/object/inside");
    for missing in [&Key::known("folder"), &inside] {
        assert_eq!(store.head(missing).unwrap_err().kind, StorageErrorKind::NotFound);
        assert_eq!(store.get(missing, 1).unwrap_err().kind, StorageErrorKind::NotFound);
    }
    assert_eq!(store.list("folder/object/").unwrap(), []);
    store.delete(&inside).unwrap();
    assert_eq!(store.list("folder/").unwrap().len(), 1);
}

fn creating_never_replaces(store: &dyn Store) {
    let key = Key::known("x/y");
    store.put(&key, b"first", Put::Create).unwrap();
    for bytes in [&b"second"[..], b"first"] {
        let error = store.put(&key, bytes, Put::Create).unwrap_err();
        assert_eq!(error.kind, StorageErrorKind::AlreadyExists, "{error}");
    }
    assert_eq!(store.get(&key, 10).unwrap(), b"first");
    let before = store.head(&key).unwrap().version;
    store.put(&key, b"other", Put::Overwrite).unwrap();
    assert_eq!(store.get(&key, 10).unwrap(), b"other");
    let after = store.head(&key).unwrap().version;
    assert!(before.is_none() || before != after, "other bytes, another version");
    store.delete(&key).unwrap();
    store.put(&key, b"again", Put::Create).unwrap();
}

/// With bytes that differ and with bytes that do not: who is told so, and nobody else, has written it.
fn one_of_many_creators_wins(store: &dyn Store) {
    for (round, equal) in [false, true].into_iter().enumerate() {
        let key = Key::known(format!("race-{round}"));
        let wins = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..16_u8)
                .map(|writer| {
                    let key = &key;
                    scope.spawn(move || {
                        let bytes = if equal { [7; 100] } else { [writer; 100] };
                        match store.put(key, &bytes, Put::Create) {
                            Ok(()) => Some(bytes),
                            Err(error) => {
                                assert_eq!(error.kind, StorageErrorKind::AlreadyExists, "{error}");
                                None
                            }
                        }
                    })
                })
                .collect();
            let outcomes = writers.into_iter().map(|writer| writer.join().unwrap());
            outcomes.flatten().collect::<Vec<_>>()
        });
        assert_eq!(wins.len(), 1, "equal bytes: {equal}");
        assert_eq!(store.get(&key, 1000).unwrap(), wins[0]);
    }
}

fn readers_see_one_version_whole(store: &dyn Store) {
    let key = Key::known("replaced");
    store.put(&key, &[0; 50_000], Put::Create).unwrap();
    let (seen, done) = (AtomicUsize::new(0), AtomicBool::new(false));
    let last = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let bytes = store.get(&key, u64::MAX).unwrap();
                assert_eq!(bytes.len(), 50_000);
                assert!(bytes.iter().all(|byte| *byte == bytes[0]), "two versions in one");
                seen.fetch_add(1, Ordering::Relaxed);
            }
        });
        let mut version = 0_usize;
        // A reader that broke sees no more: the end of its thread is then what fails.
        while version < 20 || (seen.load(Ordering::Relaxed) < 20 && version < 10_000) {
            version += 1;
            store.put(&key, &[version as u8; 50_000], Put::Overwrite).unwrap();
        }
        done.store(true, Ordering::Relaxed);
        version as u8
    });
    assert_eq!(store.get(&key, 1).unwrap(), [last]);
    assert_eq!(store.list("").unwrap().len(), 1, "nothing half-written is listed");
}

/// More than a page of S3, in folders as a campaign has them, and beside them one folder with more than a page.
fn listings_are_sorted_and_complete(store: &dyn Store) {
    let mut names: Vec<String> = (0..600)
        .map(|index| format!("takes/{:02x}/t{index}/take.json", index % 40))
        .collect();
    names.extend((0..1100).map(|index| format!("flat/{index:04}.wav")));
    names.extend(["b", "z/1"].map(str::to_owned));
    std::thread::scope(|scope| {
        for names in names.chunks(names.len() / 8 + 1) {
            scope.spawn(move || {
                for name in names {
                    store
                        .put(&Key::parse(name).unwrap(), name.as_bytes(), Put::Create)
                        .unwrap();
                }
            });
        }
    });
    names.sort();
    let listed = store.list("").unwrap();
    let listed: Vec<&str> = listed.iter().map(|object| object.key.as_str()).collect();
    assert_eq!(listed.len(), names.len());
    assert!(listed == names, "sorted by name");
    assert_eq!(store.list("takes/").unwrap().len(), 600);
    assert_eq!(store.list("flat/").unwrap().len(), 1100);
    assert_eq!(store.list("takes/0a/").unwrap().len(), 15);
    let one = &store.list("flat/0500").unwrap()[0];
    assert_eq!((one.size_bytes, one.key.as_str()), (13, "flat/0500.wav"));
}

fn prefixes_are_prefixes(store: &dyn Store) {
    for name in ["ab/1", "ab/2", "abc/1", "ab", "b/ab/1"] {
        // A file system cannot hold a file and a folder of one name.
        let _ = store.put(&Key::known(name), b"", Put::Create);
    }
    let names = |prefix: &str| -> Vec<String> {
        store
            .list(prefix)
            .unwrap()
            .iter()
            .map(|object| object.key.to_string())
            .collect()
    };
    assert_eq!(names("ab/"), ["ab/1", "ab/2"]);
    assert_eq!(names("abc"), ["abc/1"]);
    assert_eq!(names("b/a"), ["b/ab/1"]);
    assert_eq!(names("ab/1/"), [""; 0]);
    assert_eq!(names("x"), [""; 0]);
}

fn files_of_any_size_travel(store: &dyn Store) {
    let folder = tempfile::tempdir().unwrap();
    // The last is sent in parts, and ends within one.
    for size in [0, 1, 3_000_000, 70_000_001] {
        let bytes: Vec<u8> = (0..size as u32)
            .map(|index| (index.wrapping_mul(2_654_435_761) >> 23) as u8)
            .collect();
        let (from, to) = (folder.path().join("from"), folder.path().join("inner/to"));
        std::fs::write(&from, &bytes).unwrap();
        let key = Key::known(format!("files/{size}"));
        store.upload(&from, &key).unwrap();
        store.upload(&from, &key).unwrap();
        assert_eq!(store.head(&key).unwrap().size_bytes, size as u64);
        store.download(&key, &to).unwrap();
        assert!(std::fs::read(&to).unwrap() == bytes, "{size} bytes");
    }
    let beside: Vec<_> = std::fs::read_dir(folder.path().join("inner")).unwrap().collect();
    assert_eq!(beside.len(), 1, "nothing half-written is left");
}

fn copies_and_deletions(store: &dyn Store) {
    let (from, to) = (Key::known("from here+%"), Key::known("to/there"));
    store.put(&from, b"voice", Put::Create).unwrap();
    store.put(&to, b"something else", Put::Create).unwrap();
    store.copy(&from, &to).unwrap();
    assert_eq!(store.get(&to, 100).unwrap(), b"voice");
    store.delete(&from).unwrap();
    store.delete(&from).unwrap();
    assert_eq!(store.get(&from, 1).unwrap_err().kind, StorageErrorKind::NotFound);
    assert_eq!(store.get(&to, 100).unwrap(), b"voice");
}
