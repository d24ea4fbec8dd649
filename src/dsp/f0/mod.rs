//! Fundamental frequency of a singing voice.
