use std::{sync::Arc, time::Duration};

use eunoia_ingest::warehouse::{DailyFilter, Warehouse, WarehouseError};

use crate::{
    clickhouse::{Lent, cells},
    home::Home,
    rows::crowd,
    server,
    story::Stage,
    wire::{Fault, Wire},
    world::World,
};

/// Longer than the hasty client waits.
const LATE: Duration = Duration::from_millis(700);

fn faults() -> Vec<Fault> {
    vec![
        Fault::Refused,
        Fault::RequestCut(0),
        Fault::RequestCut(300),
        Fault::RequestCut(1_500),
        Fault::RequestCut(20_000),
        Fault::AnswerCut(0),
        Fault::AnswerCut(30),
        Fault::Late(LATE),
        Fault::BadGateway,
    ]
}

pub async fn an_insert_that_meets_any_fault_counts_once(stage: &Stage, wire: &Wire, hasty: &Lent) {
    const EPOCH: u32 = 20;
    stage.warehouse.prepare(EPOCH).await.unwrap();
    let warehouse = Warehouse::new(hasty.clone());
    let (mut rows, mut given_up) = (0, 0);
    for (round, fault) in faults().into_iter().enumerate() {
        // Once, twice, and more often than the client tries by itself.
        for times in [1, 2, 4] {
            let token = format!("{round} x {times}");
            wire.meet(std::iter::repeat_n(fault, times));
            while let Err(error) = warehouse.insert(EPOCH, &token, &crowd(5_000)).await {
                assert!(
                    matches!(error, WarehouseError::Unavailable { .. }),
                    "{fault:?}: the rows are not to blame: {error}"
                );
                given_up += 1;
            }
            assert!(wire.clear() < times, "{fault:?} was met");
            rows += 5_000;
            // What came late has been carried out by now, or is carried out by now.
            tokio::time::sleep(Duration::from_millis(50)).await;
            assert_eq!(stage.counts(EPOCH).await, (rows, rows), "{fault:?} x {times}");
        }
    }
    assert!(
        given_up >= faults().len(),
        "the client gave up now and then, and whoever called tried again"
    );
    tokio::time::sleep(LATE).await;
    assert_eq!(stage.counts(EPOCH).await, (rows, rows), "nothing comes later");
    stage.warehouse.discard(EPOCH).await.unwrap();
}

pub async fn a_read_that_meets_any_fault_is_whole_or_an_error(stage: &Stage, wire: &Wire, hasty: &Lent) {
    const EPOCH: u32 = 21;
    stage.warehouse.prepare(EPOCH).await.unwrap();
    stage.warehouse.insert(EPOCH, "all", &crowd(20_000)).await.unwrap();
    let warehouse = Warehouse::new(hasty.clone());
    let whole = cells(&stage.warehouse.daily(EPOCH, &DailyFilter::default()).await.unwrap());
    assert_eq!(whole.len(), 20_000);
    for fault in faults().into_iter().chain([Fault::AnswerCut(2_000), Fault::AnswerCut(40_000)]) {
        for times in [1, 4] {
            wire.meet(std::iter::repeat_n(fault, times));
            match warehouse.daily(EPOCH, &DailyFilter::default()).await {
                Ok(read) => assert_eq!(cells(&read), whole, "{fault:?}"),
                Err(error) => assert!(matches!(error, WarehouseError::Unavailable { .. }), "{fault:?}: {error}"),
            }
            wire.clear();
        }
    }
    stage.warehouse.discard(EPOCH).await.unwrap();
}

pub async fn the_relay_outlasts_them_all(wire: &Wire, hasty: &Lent) {
    let warehouse = Arc::new(Warehouse::new(hasty.clone()));
    let mut world = World::new(Home::sqlite(), &warehouse).await;
    let mut relay = world.relay().await;
    for fault in faults().into_iter().cycle().take(27) {
        world.record(12).await;
        world.revise().await;
        wire.meet(std::iter::repeat_n(fault, 1 + world.below(4) as usize));
        let mut failures = 0;
        while let Err(error) = relay.drain().await {
            failures += 1;
            assert!(failures < 20, "{fault:?}: {error}");
        }
    }
    wire.clear();
    world.check(relay.state().epoch).await;
}

pub async fn nobody_there_is_an_outage() {
    let gone = Warehouse::new(server("http://127.0.0.1:9", Duration::from_millis(300)));
    assert!(matches!(gone.ping().await, Err(WarehouseError::Unavailable { .. })));
    let nowhere = Warehouse::new(server("not a url", Duration::from_millis(300)));
    assert!(matches!(nowhere.ping().await, Err(WarehouseError::Unavailable { .. })));
}
