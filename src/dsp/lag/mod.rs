//! Where a take lies on the timeline of the song.
