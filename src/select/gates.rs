//! The gates every take must pass.
