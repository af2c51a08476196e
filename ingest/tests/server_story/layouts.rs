use eunoia_ingest::warehouse::{ClickHouse, Layout};

use crate::clickhouse::Lent;

/// The cluster form can't be run without a cluster; ClickHouse's own parser reads each of its statements.
pub async fn every_statement_of_a_cluster_is_clickhouse(clickhouse: &Lent) {
    let cluster = Layout::Cluster("clinic".to_owned());
    let statements = [cluster.prepare(7), cluster.publish(7), cluster.discard(7)].concat();
    for statement in &statements {
        clickhouse.execute(&format!("EXPLAIN AST {statement}")).await.unwrap();
    }
    insta::assert_snapshot!("cluster", statements.join(";\n\n"));
    let single = Layout::Single;
    insta::assert_snapshot!(
        "single",
        [single.prepare(7), single.publish(7), single.discard(7)].concat().join(";\n\n")
    );
}
