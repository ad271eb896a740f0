//! What every part of one database handle uses.

use crate::notice::Bus;
use crate::settings::Settings;
use crate::statement::Statements;
use crate::statistics::Counters;

/// Made once by [`Db::open`](crate::Db::open).
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) statements: Statements,
    pub(crate) counters: Counters,
    pub(crate) bus: Bus,
}

impl Shared {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            statements: Statements::default(),
            counters: Counters::default(),
            bus: Bus::new(),
        }
    }
}
