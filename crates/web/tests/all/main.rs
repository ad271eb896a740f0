//! Tests of the web crate.

mod html;
