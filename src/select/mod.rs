//! Who is on the record: gates, duplicates, ranks, layers, sections.

pub mod gates;
