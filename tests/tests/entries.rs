//! A person's own entries over HTTP: recorded once, edited from the version they know, deleted for good, listed in order.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::collections::BTreeSet;

use eunoia_tests::{Person, fresh_id, mood, shared};
use reqwest::StatusCode;
use serde_json::{Value, json};

const AT: &str = "2026-11-01T09:00:00Z";

fn resources() -> [(&'static str, &'static str, Value, Value); 4] {
    let night = |start: &str| json!({ "start": start, "end": AT, "quality": 6.5 });
    [
        (
            "/v1/moods",
            "mood",
            json!({ "score": 5.5, "emotions": ["calm"], "note": "a walk" }),
            json!({ "score": 6.0 }),
        ),
        ("/v1/sleep", "sleep", night("2026-11-01T01:00:00Z"), night("2026-11-01T02:00:00Z")),
        (
            "/v1/journals",
            "journal",
            json!({ "title": "Sunday", "text": "zażółć gęślą jaźń 🌧\n\"quoted\"" }),
            json!({ "text": "shorter" }),
        ),
        (
            "/v1/assessments",
            "assessment",
            json!({ "instrument": "phq2", "answers": [0, 1] }),
            json!({ "instrument": "phq2", "answers": [3, 3] }),
        ),
    ]
}

#[track_caller]
fn refused(answer: (StatusCode, Value), status: u16, code: &str) -> Value {
    assert_eq!((answer.0.as_u16(), answer.1["code"].as_str()), (status, Some(code)), "{}", answer.1);
    answer.1
}

#[tokio::test]
async fn an_entry_is_created_read_listed_edited_and_deleted() {
    let shared = shared();
    let person = Person::register_in(shared.url(), "Europe/Berlin").await;
    for (path, kind, first, second) in resources() {
        let id = fresh_id();
        let entry = format!("{path}/{id}");
        let (status, created) = person.post(path, &json!({ "id": id, "at": AT, "data": first })).await;
        assert_eq!(status, StatusCode::CREATED, "{created}");
        let mut expected =
            json!({ "id": id, "kind": kind, "version": 1, "at": AT, "zone": "Europe/Berlin", "local_date": "2026-11-01", "source": "app" });
        for (key, value) in expected.as_object().unwrap() {
            assert_eq!(&created[key], value, "{created}");
        }
        assert!(
            first.as_object().unwrap().iter().all(|(key, value)| created["data"][key] == *value),
            "{created}"
        );
        assert!(created["recorded_at"].as_str().unwrap().ends_with('Z'));
        assert_eq!(created["score"].is_object(), kind == "assessment");
        assert_eq!(person.get(&entry).await, (StatusCode::OK, created.clone()));
        assert_eq!(person.all(path).await, std::slice::from_ref(&created));

        let edit = json!({ "mutation_id": fresh_id(), "expected_version": 1, "at": AT, "zone": "Asia/Tokyo", "data": second });
        let (status, edited) = person.put(&entry, &edit).await;
        assert_eq!(status, StatusCode::OK, "{edited}");
        (expected["version"], expected["zone"]) = (json!(2), json!("Asia/Tokyo"));
        for (key, value) in expected.as_object().unwrap() {
            assert_eq!(&edited[key], value, "{edited}");
        }
        assert_eq!(
            edited["data"].as_object().unwrap().len(),
            second.as_object().unwrap().len(),
            "the new content takes the place of the old: {edited}"
        );
        assert_eq!(person.get(&entry).await, (StatusCode::OK, edited.clone()));
        assert_eq!(person.all(path).await, [edited]);

        let deletion = format!("{entry}?mutation_id={}&expected_version=2", fresh_id());
        assert_eq!(person.delete(&deletion).await, (StatusCode::NO_CONTENT, Value::Null));
        refused(person.get(&entry).await, 410, "gone");
        assert!(person.all(path).await.is_empty());
    }
}

#[tokio::test]
async fn a_repeated_call_gives_the_first_answer_again() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    for (path, _, first, second) in resources() {
        let id = fresh_id();
        let entry = format!("{path}/{id}");
        let create = json!({ "id": id, "at": AT, "data": first });
        let (_, created) = person.post(path, &create).await;
        // The same instant and the same content, however they are written.
        let same =
            json!({ "data": first, "zone": "UTC", "id": id.simple().to_string().to_uppercase(), "at": "2026-11-01T10:00:00.000+01:00" });
        for body in [&create, &same] {
            assert_eq!(person.post(path, body).await, (StatusCode::OK, created.clone()), "{path}");
        }
        for (key, value) in [("data", second.clone()), ("zone", json!("Europe/Berlin"))] {
            let mut other = create.clone();
            other[key] = value;
            refused(person.post(path, &other).await, 409, "conflict");
        }
        let mutation = fresh_id();
        let edit = json!({ "mutation_id": mutation, "expected_version": 1, "at": AT, "data": second });
        let (_, edited) = person.put(&entry, &edit).await;
        assert_eq!(person.put(&entry, &edit).await, (StatusCode::OK, edited.clone()));
        let reused = json!({ "mutation_id": mutation, "expected_version": 2, "at": AT, "data": first });
        refused(person.put(&entry, &reused).await, 409, "conflict");
        // The creation of what has changed since is repeated too: its own answer, and nothing is undone.
        assert_eq!(person.post(path, &create).await, (StatusCode::OK, created));
        assert_eq!(person.get(&entry).await, (StatusCode::OK, edited));

        let deletion = format!("{entry}?mutation_id={}&expected_version=2", fresh_id());
        for _ in 0..2 {
            assert_eq!(person.delete(&deletion).await.0, StatusCode::NO_CONTENT);
        }
        refused(person.post(path, &create).await, 410, "gone");
        refused(
            person
                .put(
                    &entry,
                    &json!({ "mutation_id": fresh_id(), "expected_version": 3, "at": AT, "data": first }),
                )
                .await,
            410,
            "gone",
        );
        refused(
            person
                .delete(&format!("{entry}?mutation_id={}&expected_version=3", fresh_id()))
                .await,
            410,
            "gone",
        );
        assert_eq!(
            person.put(&entry, &edit).await.0,
            StatusCode::OK,
            "an edit that was made is still repeated"
        );
        refused(person.get(&entry).await, 410, "gone");
    }
}

#[tokio::test]
async fn a_change_is_made_from_the_version_it_names() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let id = fresh_id();
    let entry = format!("/v1/moods/{id}");
    person
        .post("/v1/moods", &json!({ "id": id, "at": AT, "data": { "score": 1 } }))
        .await;
    let edit =
        |version: u32, score: u32| json!({ "mutation_id": fresh_id(), "expected_version": version, "at": AT, "data": { "score": score } });
    for wrong in [2, 100, u32::MAX] {
        let problem = refused(person.put(&entry, &edit(wrong, 2)).await, 409, "version_mismatch");
        assert!(problem["detail"].as_str().unwrap().contains("at version 1"), "{problem}");
    }
    for without in ["mutation_id", "expected_version", "data", "at"] {
        let mut edit = edit(1, 2);
        edit.as_object_mut().unwrap().remove(without);
        let problem = refused(person.put(&entry, &edit).await, 422, "invalid");
        assert_eq!(problem["errors"][0]["field"], without);
    }
    let mut other = edit(1, 2);
    other["id"] = json!(fresh_id());
    refused(person.put(&entry, &other).await, 422, "invalid");
    // Of several devices that edit the same version, one gets through; the others learn of it.
    let edits: Vec<_> = (2..=9).map(|score| edit(1, score)).collect();
    let racing = futures::future::join_all(edits.iter().map(|edit| person.put(&entry, edit))).await;
    let through: Vec<_> = racing.iter().filter(|(status, _)| *status == StatusCode::OK).collect();
    assert_eq!(
        (
            through.len(),
            racing.iter().filter(|(_, problem)| problem["code"] == "version_mismatch").count()
        ),
        (1, 7)
    );
    assert_eq!(person.get(&entry).await.1, through[0].1);
    refused(
        person
            .delete(&format!("{entry}?mutation_id={}&expected_version=1", fresh_id()))
            .await,
        409,
        "version_mismatch",
    );
}

#[tokio::test]
async fn an_entry_without_an_id_gets_one() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let body = json!({ "at": AT, "data": { "score": 5 } });
    let (first, second) = (person.post("/v1/moods", &body).await, person.post("/v1/moods", &body).await);
    assert_eq!((first.0, second.0), (StatusCode::CREATED, StatusCode::CREATED));
    assert_ne!(first.1["id"], second.1["id"], "two calls, two entries");
    assert_eq!(person.all("/v1/moods").await.len(), 2);
}

/// Walks the pages, and lets `between` happen after each.
async fn walk(person: &Person, path: &str, mut between: impl AsyncFnMut(usize)) -> Vec<Vec<Value>> {
    let mut pages = Vec::new();
    let mut next = path.to_owned();
    loop {
        let (status, page) = person.get(&next).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        pages.push(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else { return pages };
        next = format!("{path}&cursor={cursor}");
        between(pages.len()).await;
    }
}

#[tokio::test]
async fn pages_are_complete_and_disjoint_while_entries_come_and_go() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    // Many at the same instant: the order has to be settled by more than the time.
    let at = |i: usize| format!("2026-10-{:02}T09:00:00Z", i / 20 + 1);
    let there: Vec<_> = (0..97).map(|i| mood(fresh_id(), &at(i), 5.0)).collect();
    person.post("/v1/events", &there.clone().into()).await;
    let ids: BTreeSet<_> = there.iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect();
    let id = |entry: &Value| entry["id"].as_str().unwrap().to_owned();

    let calm = walk(&person, "/v1/moods?limit=10", async |_| {}).await;
    assert_eq!(
        calm.iter().map(Vec::len).collect::<Vec<_>>(),
        [10, 10, 10, 10, 10, 10, 10, 10, 10, 7]
    );
    let order: Vec<_> = calm
        .concat()
        .iter()
        .map(|entry| (entry["at"].as_str().unwrap().to_owned(), id(entry)))
        .collect();
    assert!(
        order.windows(2).all(|pair| pair[0] > pair[1]),
        "newest first, and among the same time by id"
    );
    assert_eq!(order.iter().map(|(_, id)| id.clone()).collect::<BTreeSet<_>>(), ids);
    for limit in [1, 96, 97, 98, 500] {
        let pages = walk(&person, &format!("/v1/moods?limit={limit}"), async |_| {}).await;
        assert_eq!(pages.concat(), calm.concat(), "whatever the size of the pages");
        assert_eq!(pages.len(), 97_usize.div_ceil(limit));
    }

    let mut edited = BTreeSet::new();
    let busy = walk(&person, "/v1/moods?limit=10", async |page| {
        // One at the top, one among those that were read, and one of the unread is edited in place.
        let fresh = json!([mood(fresh_id(), "2026-11-01T09:00:00Z", 1.0), mood(fresh_id(), &at(96), 1.0)]);
        person.post("/v1/events", &fresh).await;
        if let Some(unread) = calm.concat().get(page * 10 + 5) {
            let edit = json!({ "mutation_id": fresh_id(), "expected_version": 1, "at": unread["at"], "data": { "score": 9 } });
            assert_eq!(person.put(&format!("/v1/moods/{}", id(unread)), &edit).await.0, StatusCode::OK);
            edited.insert(id(unread));
        }
    })
    .await;
    let seen: Vec<_> = busy.concat().iter().map(id).collect();
    let distinct: BTreeSet<_> = seen.iter().cloned().collect();
    assert_eq!(seen.len(), distinct.len(), "nothing comes twice");
    assert!(distinct.is_superset(&ids), "nothing that was there is passed over");
    for entry in busy.concat().iter().filter(|entry| edited.contains(&id(entry))) {
        assert_eq!(
            (&entry["version"], &entry["data"]["score"]),
            (&json!(2), &json!(9.0)),
            "an entry is as it is when its page is read"
        );
    }
}

#[tokio::test]
async fn a_list_is_narrowed_by_local_dates() {
    let shared = shared();
    let person = Person::register_in(shared.url(), "Pacific/Auckland").await;
    // Half past eleven in the evening UTC is noon of the next day there.
    for day in 1..=9 {
        person
            .post(
                "/v1/events",
                &mood(fresh_id(), &format!("2026-07-0{day}T23:30:00Z"), f64::from(day)),
            )
            .await;
    }
    let dates = async |query: &str| {
        let (status, page) = person.get(&format!("/v1/moods?{query}")).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let dates = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["local_date"].as_str().unwrap()[8..].parse::<u32>().unwrap());
        dates.collect::<Vec<_>>()
    };
    assert_eq!(dates("").await, [10, 9, 8, 7, 6, 5, 4, 3, 2]);
    assert_eq!(dates("from=2026-07-04&to=2026-07-06").await, [6, 5, 4]);
    assert_eq!(dates("from=2026-07-09").await, [10, 9]);
    assert_eq!(dates("to=2026-07-02").await, [2]);
    assert_eq!(dates("from=2026-07-05&to=2026-07-05").await, [5]);
    assert_eq!(dates("from=2026-07-06&to=2026-07-05").await, [] as [u32; 0]);
    assert_eq!(dates("from=1970-01-01&to=9999-12-31").await.len(), 9);
    let pages = walk(&person, "/v1/moods?from=2026-07-03&to=2026-07-08&limit=4", async |_| {}).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [4, 2]);
}
