//! Who holds the lock on a database, as far as the operating system tells. SQLite itself doesn't know.

use std::path::Path;

/// "process 1234 (sqlite3)" where Linux's list of file locks has it, "another program" otherwise.
pub(super) fn describe(path: &Path) -> String {
    find(path).unwrap_or_else(|| "another program".to_owned())
}

#[cfg(target_os = "linux")]
fn find(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt;

    // In WAL mode the writer's lock is on the file beside the database.
    let beside = super::aside::sibling(path, "-shm");
    let inodes: Vec<u64> =
        [path, &beside].iter().filter_map(|path| std::fs::metadata(path).ok()).map(|file| file.ino()).collect();
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    let pid = writer(&locks, &inodes, std::process::id())?;
    let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    Some(if name.is_empty() { format!("process {pid}") } else { format!("process {pid} ({name})") })
}

#[cfg(not(target_os = "linux"))]
fn find(_path: &Path) -> Option<String> {
    None
}

/// The first process but this one that holds a write lock on one of the files, in the format of `/proc/locks`:
/// `1: POSIX  ADVISORY  WRITE 708 08:01:1835 120 120`. Two file systems can have the same inode number: this is a hint.
#[cfg(target_os = "linux")]
fn writer(locks: &str, inodes: &[u64], own: u32) -> Option<u32> {
    locks.lines().find_map(|line| {
        // A line with an arrow is of somebody who waits.
        let mut fields = line.split_whitespace().skip(1).skip_while(|field| *field != "WRITE").skip(1);
        if line.contains("->") {
            return None;
        }
        let pid: u32 = fields.next()?.parse().ok()?;
        let inode: u64 = fields.next()?.rsplit(':').next()?.parse().ok()?;
        (pid != own && pid != 0 && inodes.contains(&inode)).then_some(pid)
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    const LOCKS: &str = "\
1: POSIX  ADVISORY  READ 700 08:01:1835 128 128
2: POSIX  ADVISORY  WRITE 708 08:01:1835 120 120
2: -> POSIX  ADVISORY  WRITE 709 08:01:1835 120 120
3: FLOCK  ADVISORY  WRITE 55 00:18:77 0 EOF
";

    #[test]
    fn the_writer_is_named_and_readers_and_those_who_wait_are_not() {
        assert_eq!(writer(LOCKS, &[1835], 1), Some(708));
        assert_eq!(writer(LOCKS, &[1835], 708), None);
        assert_eq!(writer(LOCKS, &[77, 99], 1), Some(55));
        assert_eq!(writer(LOCKS, &[5], 1), None);
        assert_eq!(writer("nonsense\n\n4: POSIX WRITE x y", &[1835], 1), None);
    }
}
