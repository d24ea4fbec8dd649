//! Pure signal kernels: slices in, numbers out; no clock, no files, no threads, seeds passed in.

pub mod bus;
pub mod condition;
pub mod decibels;
pub mod f0;
pub mod lag;
pub mod loudness;
pub mod quality;
pub mod resample;
pub mod stft;
