//! Decoders that nobody should name in a campaign: shell scripts that hang, flood, crash or say nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Writes a decoder that answers with a version, and otherwise does what `script` says.
pub(super) fn write(folder: &Path, version: &str, script: &str) -> PathBuf {
    let path = folder.join("decoder.sh");
    let text = format!(
        "#!/bin/sh\ncase \"$*\" in *-version*) echo 'decoder version {version} Copyright nobody'; exit;; esac\n{script}\n"
    );
    // Aside and renamed: a script that is still open for writing cannot be run.
    let aside = folder.join("decoder.new");
    fs::write(&aside, text).unwrap();
    fs::set_permissions(&aside, fs::Permissions::from_mode(0o755)).unwrap();
    fs::rename(&aside, &path).unwrap();
    path
}

/// Shell that writes the head of a mono WAV of 8 kHz floats.
pub(super) const WAVE_HEAD: &str = r"printf 'RIFF\377\377\377\377WAVEfmt \020\000\000\000\003\000\001\000\100\037\000\000\000\175\000\000\004\000\040\000data\377\377\377\377'";
