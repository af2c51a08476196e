//! A TCP connection to a server, with the faults that networks have.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::sleep,
};

/// What befalls a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// The connection is closed before a byte is read.
    Refused,
    /// It breaks after so many bytes of the request.
    RequestCut(usize),
    /// The request is carried out, and the answer breaks off after so many bytes.
    AnswerCut(usize),
    /// The request is carried out, and the answer comes after this long.
    Late(Duration),
    /// A proxy answers for the server.
    BadGateway,
}

/// A wire to a server. The next connections meet the faults that are queued, in order; the ones after them none.
#[derive(Clone)]
pub struct Wire {
    pub address: SocketAddr,
    faults: Arc<Mutex<VecDeque<Fault>>>,
    /// Changes when the connections that are open now are to end.
    weather: watch::Sender<u32>,
}

impl Wire {
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let wire = Self {
            address: listener.local_addr().unwrap(),
            faults: Arc::default(),
            weather: watch::Sender::new(0),
        };
        let (faults, weather) = (Arc::clone(&wire.faults), wire.weather.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let fault = faults.lock().unwrap().pop_front();
                let mut change = weather.subscribe();
                tokio::spawn(async move {
                    tokio::select! {
                        _ = carry(client, server, fault) => {}
                        _ = change.changed() => {}
                    }
                });
            }
        });
        wire
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The faults that the next connections meet. The ones that are open end, so that no request is spared by an old one.
    pub fn meet(&self, faults: impl IntoIterator<Item = Fault>) {
        self.faults.lock().unwrap().extend(faults);
        self.weather.send_modify(|generation| *generation += 1);
    }

    /// How many faults nobody has met yet; forgets them.
    pub fn clear(&self) -> usize {
        self.faults.lock().unwrap().drain(..).len()
    }
}

async fn carry(mut client: TcpStream, server: SocketAddr, fault: Option<Fault>) -> std::io::Result<()> {
    if fault == Some(Fault::Refused) {
        return Ok(());
    }
    if fault == Some(Fault::BadGateway) {
        let _ = client.read(&mut [0; 4096]).await?;
        let page = b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 11\r\nconnection: close\r\n\r\nbad gateway";
        return client.write_all(page).await;
    }
    let mut server = TcpStream::connect(server).await?;
    match fault {
        Some(Fault::RequestCut(bytes)) => {
            let mut left = bytes;
            let mut buffer = vec![0; 16 * 1024];
            while left > 0 {
                let read = client.read(&mut buffer[..left.min(16 * 1024)]).await?;
                if read == 0 {
                    break;
                }
                server.write_all(&buffer[..read]).await?;
                left -= read;
            }
            Ok(())
        }
        Some(fault @ (Fault::AnswerCut(_) | Fault::Late(_))) => {
            let (mut from_client, mut to_client) = client.split();
            let (mut from_server, mut to_server) = server.split();
            let there = async { tokio::io::copy(&mut from_client, &mut to_server).await };
            let back = async {
                let mut buffer = vec![0; 16 * 1024];
                let mut left = if let Fault::AnswerCut(bytes) = fault { bytes } else { usize::MAX };
                // The server has carried the request out once its answer begins.
                let mut read = from_server.read(&mut buffer).await?;
                if let Fault::Late(pause) = fault {
                    sleep(pause).await;
                }
                while read > 0 && left > 0 {
                    let give = read.min(left);
                    to_client.write_all(&buffer[..give]).await?;
                    left -= give;
                    read = from_server.read(&mut buffer).await?;
                }
                Ok::<_, std::io::Error>(())
            };
            tokio::select! {
                done = there => done.map(drop),
                done = back => done,
            }
        }
        _ => copy_bidirectional(&mut client, &mut server).await.map(drop),
    }
}
