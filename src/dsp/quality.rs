//! Noise, level and damage.
