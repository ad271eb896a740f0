//! How a page's children come to one outcome.

use super::Outcome;
use crate::graph::Page;
use crate::state::RunState;

impl RunState {
    /// Notes that the current page's child `child` is done. It is not asked again unless the page is entered again.
    pub fn child_done(&mut self, child: usize, outcome: &Outcome) {
        self.page.insert(child, outcome.as_str().to_owned());
    }

    /// Whether the current page's child `child` is done.
    #[must_use]
    pub fn is_child_done(&self, child: usize) -> bool {
        self.page.contains_key(&child)
    }

    /// The page's own outcome, once every child is done: that of the child that decides, or the single one.
    #[must_use]
    pub fn page_outcome<N>(&self, page: &Page<N>) -> Option<Outcome> {
        if !(0..page.children().len()).all(|child| self.is_child_done(child)) {
            return None;
        }
        match page.decider() {
            Some(child) => self.page.get(&child).cloned().map(Outcome::from),
            None => Some(Outcome::SINGLE),
        }
    }
}
