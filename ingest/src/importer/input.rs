use std::{
    fmt,
    fs::File,
    io::{self, Read},
    path::Path,
};

use super::ImportError;

/// What an import reads: a file, or bytes that come from elsewhere, under the name that a person knows it by.
pub struct Input {
    name: String,
    size: u64,
    bytes: Box<dyn Read + Send>,
}

impl Input {
    /// `size` is what progress is shown by; reading ends where `bytes` end.
    pub fn new(name: impl Into<String>, size: u64, bytes: impl Read + Send + 'static) -> Self {
        Self {
            name: name.into(),
            size,
            bytes: Box::new(bytes),
        }
    }

    /// Opens a file, under its path.
    pub fn file(path: &Path) -> Result<Self, ImportError> {
        let name = path.display().to_string();
        let open = || {
            let file = File::open(path)?;
            let about = file.metadata()?;
            Ok((file, about))
        };
        match open() {
            Ok((_, about)) if about.is_dir() => Err(ImportError::NotAFile { name }),
            Ok((file, about)) => Ok(Self::new(name, about.len(), file)),
            Err(source) => Err(ImportError::Io { name, source }),
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// In bytes.
    pub fn size(&self) -> u64 {
        self.size
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(buffer)
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, size, .. } = self;
        f.debug_struct("Input")
            .field("name", name)
            .field("size", size)
            .finish_non_exhaustive()
    }
}
