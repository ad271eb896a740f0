//! What handlers share: the request's context, cookies, CSRF, errors in each dialect, limits.

pub(crate) mod api;
pub(crate) mod asked;
pub(crate) mod body;
pub(crate) mod cookies;
pub(crate) mod cross_origin;
pub(crate) mod csrf;
pub(crate) mod failure;
pub(crate) mod form;
pub(crate) mod headers;
pub(crate) mod page;
pub(crate) mod peer;
pub(crate) mod proof;
pub(crate) mod rate;
pub(crate) mod realm_path;
