//! What machines add at the end of a mail: programs, telephones, scanners and law departments. Whatever follows it is not the
//! customer's either.

use super::lists::words;
use super::words::List;
use crate::letters::small;

/// Words of the line that a telephone adds, at most.
const DEVICE: usize = 7;

/// True iff what a machine adds begins with this line.
pub fn is_end(line: &str) -> bool {
    // Lines are compared by their beginning, so no more of a long one is looked at.
    let start: String = line.chars().take(60).map(small).collect();
    // "Von meinem Handy aus kann ich nicht …" says something.
    let short = line.split_whitespace().count() <= DEVICE;
    words(List::End).any(|end| start.starts_with(end))
        || (short && words(List::Device).any(|device| start.starts_with(device)))
}
