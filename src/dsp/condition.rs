//! From a decoded recording to one clean channel.
