//! Statements that carry many rows.

use std::fmt::Write as _;

/// Rows one statement may carry: all databases take `ROWS` times the columns of a user as parameters.
pub(crate) const ROWS: usize = 500;

/// `($2, $3), ($4, $5)`: `rows` groups of `columns` parameters, numbered from `first`.
pub(crate) fn placeholders(first: usize, rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 6);
    let mut number = first;
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            let separator = if column == 0 { "" } else { ", " };
            // Writing to a String cannot fail.
            let _ = write!(text, "{separator}${number}");
            number += 1;
        }
        text.push(')');
    }
    text
}
