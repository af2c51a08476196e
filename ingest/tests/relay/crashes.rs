use eunoia_ingest::{
    ledger::RelayState,
    relay::{RelayError, Step},
};

use crate::{Stage, World, line::within_polls};

pub async fn a_lost_answer_doubles_nothing(stage: &Stage, mut world: World) {
    world.record(90).await;
    for round in 0..4 {
        // The insert is done, the relay dies before it can write that down; what the range brought is revised meanwhile.
        let mut relay = world.relay().await;
        stage.line.lose_answers(1);
        assert!(matches!(relay.step().await, Err(RelayError::Warehouse(_))));
        let begun = relay.state();
        assert!(begun.pending_to.is_some());
        assert_eq!(world.ledger.relay_state().await.unwrap(), begun);
        drop(relay);
        world.revise().await;
        world.record(20).await;

        let mut relay = world.relay().await;
        assert_eq!(relay.state(), begun, "the next one begins with the same range");
        if round % 2 == 1 {
            stage.line.lose_requests(1);
            assert!(relay.step().await.is_err());
        }
        assert_eq!(
            relay.step().await.unwrap(),
            Step::Moved {
                cursor: begun.pending_to.unwrap()
            }
        );
        drop(relay);
        world.relay_all().await;
        world.check(1).await;
        world.revise().await;
    }
    world.relay_all().await;

    // The same seen from the ledger: the range as it was written down is carried over once more.
    let before = world.ledger.relay_state().await.unwrap();
    world.record(50).await;
    world.relay_all().await;
    let after = world.ledger.relay_state().await.unwrap();
    for cursor_was_written in [false, true] {
        let pending_to = Some(after.cursor).filter(|_| !cursor_was_written);
        let crashed = if cursor_was_written {
            after
        } else {
            RelayState { pending_to, ..before }
        };
        world.ledger.set_relay_state(crashed).await.unwrap();
        world.relay_all().await;
        world.check(1).await;
    }
}

/// A step is dropped after it was asked once, twice, and so on until it completes; the next relay follows at once,
/// while ClickHouse may still be at work on the insert of the one that is gone.
pub async fn a_crash_at_any_point_doubles_nothing(_: &Stage, mut world: World) {
    world.record(30).await;
    let mut crashes = 0;
    for polls in 1.. {
        let mut relay = world.relay().await;
        let ended = within_polls(polls, relay.step()).await;
        drop(relay);
        world.relay_all().await;
        world.check(1).await;
        world.record(6).await;
        world.revise().await;
        match ended {
            None => crashes += 1,
            Some(step) => {
                assert!(matches!(step.unwrap(), Step::Moved { .. }));
                break;
            }
        }
    }
    assert!(crashes >= 5, "{crashes} points at which it waits");
    world.relay_all().await;
    world.check(1).await;
}
