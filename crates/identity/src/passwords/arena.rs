//! The memory Argon2 works in, kept from one hash to the next.

use argon2::Block;

/// Blocks of 1 KiB that are kept when a hash is done. What a costlier hash needed on top is given back.
const KEEP: usize = 64 * 1024;

/// One thread's memory.
#[derive(Default)]
pub(super) struct Arena(Vec<Block>);

impl Arena {
    /// At least `count` blocks.
    pub(super) fn blocks(&mut self, count: usize) -> &mut [Block] {
        if self.0.len() < count {
            // The old ones go first, so that both are never there together.
            self.0 = Vec::new();
            self.0 = vec![Block::new(); count];
        }
        &mut self.0[..count]
    }

    /// Gives back what is more than an ordinary hash needs.
    pub(super) fn trim(&mut self) {
        if self.0.len() > KEEP {
            self.0 = Vec::new();
        }
    }

    /// Gives everything back.
    pub(super) fn clear(&mut self) {
        self.0 = Vec::new();
    }
}
