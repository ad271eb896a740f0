//! Durward: web.

pub mod html;
