use std::{fs::File, io, os::unix::fs::FileExt, path::Path};

/// Whether a library ends before what its headers say it holds, as one does of which a copy broke off. To load it would end
/// the process with a signal, where all else that may be wrong with it comes back as an error.
///
/// Looks at the segments of 64-bit ELF; of any other file it knows nothing.
pub(super) fn is_cut_off(path: &Path) -> io::Result<bool> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut header = [0; 64];
    file.read_exact_at(&mut header, 0)?;
    let is_elf = header.starts_with(b"\x7fELF\x02\x01");
    let (table, size, count) = (long(&header, 0x20), short(&header, 0x36), short(&header, 0x38));
    for segment in 0..if is_elf { count } else { 0 } {
        let at = table.saturating_add(segment * size);
        let mut entry = [0; 56];
        if at.saturating_add(entry.len() as u64) > length {
            return Ok(true);
        }
        file.read_exact_at(&mut entry, at)?;
        let (offset, bytes) = (long(&entry, 0x08), long(&entry, 0x20));
        if offset.saturating_add(bytes) > length {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The number of eight bytes at that place.
fn long<const N: usize>(bytes: &[u8; N], at: usize) -> u64 {
    u64::from_le_bytes(std::array::from_fn(|i| bytes[at + i]))
}

/// The number of two bytes at that place.
fn short<const N: usize>(bytes: &[u8; N], at: usize) -> u64 {
    u64::from(u16::from_le_bytes(std::array::from_fn(|i| bytes[at + i])))
}
