use std::io;

use reqwest::Url;
use socket2::{Domain, Socket, Type};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

use crate::Person;

/// A bare TCP connection that sends a body in chunks, for what no proper HTTP client does.
#[derive(Debug)]
pub struct Wire {
    reader: OwnedReadHalf,
    writer: OwnedWriteHalf,
    /// What came back so far.
    pub answer: Vec<u8>,
}

impl Wire {
    /// Opens a connection and sends the head of a chunked POST.
    pub async fn post(person: &Person, path: &str) -> Self {
        let stream = TcpStream::connect(address(person)).await.expect("the server listens");
        Self::begin(stream, person, path).await
    }

    /// The same with the smallest buffers that can be had, as far away a client as the loopback knows: what is not read
    /// piles up at the server after some 100 KiB, where it would otherwise be megabytes.
    pub async fn post_narrow(person: &Person, path: &str) -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        socket.set_tcp_mss(536).unwrap();
        let address = address(person).parse::<std::net::SocketAddr>().unwrap();
        socket.connect(&address.into()).expect("the server listens");
        socket.set_nonblocking(true).unwrap();
        Self::begin(TcpStream::from_std(socket.into()).unwrap(), person, path).await
    }

    async fn begin(stream: TcpStream, person: &Person, path: &str) -> Self {
        let (reader, mut writer) = stream.into_split();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: eunoia\r\nauthorization: Bearer {}\r\ntransfer-encoding: chunked\r\n\r\n",
            person.token
        );
        writer.write_all(head.as_bytes()).await.expect("the server reads");
        Self {
            reader,
            writer,
            answer: Vec::new(),
        }
    }

    /// Sends one chunk of the body.
    pub async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.writer.write_all(format!("{:x}\r\n", bytes.len()).as_bytes()).await?;
        self.writer.write_all(bytes).await?;
        self.writer.write_all(b"\r\n").await
    }

    /// Sends no more, without having ended the body, and still reads.
    pub async fn break_off(&mut self) {
        self.writer.shutdown().await.unwrap();
    }

    /// Reads until `text` has come; false if the connection ended before.
    pub async fn read_until(&mut self, text: &str) -> bool {
        while !String::from_utf8_lossy(&self.answer).contains(text) {
            match self.reader.read_buf(&mut self.answer).await {
                Ok(0) | Err(_) => return false,
                Ok(_) => {}
            }
        }
        true
    }

    /// Reads to the end of the connection, or as far as it goes.
    pub async fn read_rest(&mut self) -> String {
        while self.reader.read_buf(&mut self.answer).await.is_ok_and(|read| read > 0) {}
        String::from_utf8_lossy(&self.answer).into_owned()
    }
}

fn address(person: &Person) -> String {
    let url: Url = person.url().parse().unwrap();
    format!("{}:{}", url.host_str().unwrap(), url.port().unwrap())
}
