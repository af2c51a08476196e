//! The scenes that every ClickHouse behind the warehouse's port passes; each has tables of its own.

use eunoia_ingest::warehouse::Warehouse;

use crate::{blocks, clickhouse::Lent, cohort, days, refusals, tokens};

/// What every ClickHouse behind the port does.
pub async fn story(clickhouse: Lent) {
    let warehouse = Warehouse::new(clickhouse.clone());
    warehouse.ping().await.unwrap();
    let stage = Stage { clickhouse, warehouse };

    tokens::a_token_counts_once(&stage, 1).await;
    tokens::what_is_taken_back_leaves_nothing(&stage, 2).await;
    tokens::rivals_under_one_token_insert_once(&stage, 3).await;
    days::each_metric_has_its_day_rule(&stage, 4).await;
    days::filters_narrow(&stage, 5).await;
    refusals::rows_that_break_a_rule_are_refused_whole(&stage, 6).await;
    refusals::a_busy_table_is_tried_again(&stage, 7).await;
    refusals::a_view_that_fails_midway_is_made_up_for(&stage, 8).await;
    refusals::errors_quote_no_value(&stage, 9).await;
    blocks::a_batch_is_one_block(&stage, 10).await;
    blocks::extreme_values_come_back(&stage, 11).await;
    blocks::many_ask_at_once(&stage, 12).await;
    cohort::own_means_are_made_of_days(&stage, 15).await;
    tokens::epochs_are_published_and_discarded(&stage, [13, 14]).await;
}

/// What a scene plays on.
pub struct Stage {
    pub clickhouse: Lent,
    pub warehouse: Warehouse,
}

impl Stage {
    /// What went into the two tables of `epoch`, cancelled or not: rows of observations, and the sum of the days' counts.
    pub async fn counts(&self, epoch: u32) -> (i64, i64) {
        let rows = self
            .clickhouse
            .number(&format!("(SELECT count() FROM eunoia.observation_{epoch})"))
            .await;
        let days = self.clickhouse.number(&format!("(SELECT sum(n) FROM eunoia.daily_{epoch})")).await;
        (rows, days)
    }

    pub async fn alter(&self, table: &str, change: &str) {
        self.warehouse
            .execute(&format!("ALTER TABLE eunoia.{table} {change}"))
            .await
            .unwrap();
    }
}
