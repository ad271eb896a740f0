//! Durward: model.
