//! Passwords that guessing begins with.

use std::collections::HashSet;
use std::sync::LazyLock;

static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common.txt").split_whitespace().collect());

/// Whether `folded` is one of them.
pub(super) fn contains(folded: &str) -> bool {
    COMMON.contains(folded)
}

#[cfg(test)]
mod tests {
    use durward_model::text::fold;

    use super::*;

    #[test]
    fn the_list_is_folded_and_free_of_doubles() {
        let words: Vec<&str> = include_str!("common.txt").split_whitespace().collect();
        assert_eq!(words.len(), COMMON.len());
        for word in words {
            assert_eq!(word, fold(word), "{word}");
        }
    }
}
