use std::{sync::Arc, time::Duration};

use tokio::{task::JoinHandle, time::Instant};

use crate::warehouse::Warehouse;

/// Keeps the daily aggregates merged well, beside the relay: after many events, or a while after a few.
pub(super) struct Tidying {
    events: i64,
    last: Instant,
    under_way: Option<JoinHandle<()>>,
}

impl Default for Tidying {
    fn default() -> Self {
        Self {
            events: 0,
            last: Instant::now(),
            under_way: None,
        }
    }
}

impl Tidying {
    const MANY: i64 = 50_000;
    const AFTER_A_FEW: Duration = Duration::from_hours(1);

    pub(super) fn moved(&mut self, events: i64) {
        self.events += events;
    }

    /// Begins once the relay has nothing to do.
    pub(super) fn when_due(&mut self, warehouse: &Arc<Warehouse>, epoch: u32) {
        let due = self.events >= Self::MANY || (self.events > 0 && self.last.elapsed() >= Self::AFTER_A_FEW);
        if !due || self.under_way.as_ref().is_some_and(|under_way| !under_way.is_finished()) {
            return;
        }
        (self.events, self.last) = (0, Instant::now());
        let warehouse = Arc::clone(warehouse);
        self.under_way = Some(tokio::spawn(async move {
            if let Err(error) = warehouse.tidy(epoch).await {
                tracing::info!(error = %error, "the daily aggregates stay in several parts for now");
            }
        }));
    }
}
