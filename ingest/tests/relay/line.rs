//! The line between a relay and its ClickHouse, which can be cut, and a future that is dropped half-way.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Poll},
};

use arrow_array::RecordBatch;
use async_trait::async_trait;
use eunoia_ingest::warehouse::{ClickHouse, WarehouseError};

use crate::clickhouse::Lent;

#[derive(Clone)]
pub struct Line {
    far_end: Lent,
    requests_to_lose: Arc<AtomicU32>,
    answers_to_lose: Arc<AtomicU32>,
    change: Arc<Mutex<Option<String>>>,
    meanwhile: Arc<Mutex<Option<Doings>>>,
    refused: Arc<Mutex<Option<&'static str>>>,
}

/// What somebody else does.
type Doings = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Line {
    pub fn to(far_end: Lent) -> Self {
        Self {
            far_end,
            requests_to_lose: Arc::default(),
            answers_to_lose: Arc::default(),
            change: Arc::default(),
            meanwhile: Arc::default(),
            refused: Arc::default(),
        }
    }

    /// The next inserts do not get there.
    pub fn lose_requests(&self, inserts: u32) {
        self.requests_to_lose.store(inserts, Ordering::SeqCst);
    }

    /// The table that is inserted into next is changed just before, as by `ALTER TABLE`.
    pub fn change_table(&self, change: &str) {
        *self.change.lock().unwrap() = Some(change.to_owned());
    }

    /// Just before the next statement, somebody else does this.
    pub fn meanwhile(&self, doings: impl Future<Output = ()> + Send + 'static) {
        *self.meanwhile.lock().unwrap() = Some(Box::pin(doings));
    }

    /// The next statement that begins like this does not get there.
    pub fn refuse(&self, beginning: &'static str) {
        *self.refused.lock().unwrap() = Some(beginning);
    }

    /// The next inserts are done, but their caller never hears of it: as in a crash just after.
    pub fn lose_answers(&self, inserts: u32) {
        self.answers_to_lose.store(inserts, Ordering::SeqCst);
    }
}

fn takes_one(count: &AtomicU32) -> bool {
    count
        .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
        .is_ok()
}

fn cut() -> Result<(), WarehouseError> {
    Err(WarehouseError::Unavailable {
        reason: "the line is cut".to_owned(),
    })
}

#[async_trait]
impl ClickHouse for Line {
    async fn execute(&self, statement: &str) -> Result<(), WarehouseError> {
        let doings = self.meanwhile.lock().unwrap().take();
        if let Some(doings) = doings {
            doings.await;
        }
        let refused = self.refused.lock().unwrap().take_if(|beginning| statement.starts_with(*beginning));
        if refused.is_some() {
            return cut();
        }
        self.far_end.execute(statement).await
    }

    async fn query(&self, query: &str) -> Result<Vec<RecordBatch>, WarehouseError> {
        self.far_end.query(query).await
    }

    async fn insert(&self, table: &str, token: &str, batch: RecordBatch) -> Result<(), WarehouseError> {
        let change = self.change.lock().unwrap().take();
        if let Some(change) = change {
            self.far_end.execute(&format!("ALTER TABLE eunoia.{table} {change}")).await?;
        }
        if takes_one(&self.requests_to_lose) {
            return cut();
        }
        self.far_end.insert(table, token, batch).await?;
        if takes_one(&self.answers_to_lose) { cut() } else { Ok(()) }
    }
}

/// What a future gives, or [`None`] if it is not done after it was asked `polls` times; it is dropped then.
pub async fn within_polls<F: Future>(polls: u32, future: F) -> Option<F::Output> {
    Limited {
        left: polls,
        future: Box::pin(future),
    }
    .await
}

struct Limited<F> {
    left: u32,
    future: Pin<Box<F>>,
}

impl<F: Future> Future for Limited<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        self.future.as_mut().poll(context).map(Some)
    }
}
