//! The door for applications and machines.

mod callbacks;
mod oauth2;

use crate::routes::Routes;

/// Adds the routes of this door.
pub(crate) fn routes(routes: Routes) -> Routes {
    callbacks::routes(oauth2::routes(routes))
}
