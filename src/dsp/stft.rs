//! Short-time spectra.
