//! The interface as OpenAPI 3.1, put together by hand: the resources share their handlers, so a macro on a handler
//! could not tell them apart. A test asks every path of the real router.

mod correlations;
mod imports;
mod organisations;
mod overview;
mod population;
mod recommendations;
mod risk;
mod schemas;
mod texts;

use serde_json::{Map, Value, json};

/// The document at `/openapi.json`.
pub fn document() -> Value {
    let mut paths = Map::new();
    accounts(&mut paths);
    events(&mut paths);
    for (path, tag, schema) in [
        ("/v1/moods", "moods", "Mood"),
        ("/v1/sleep", "sleep", "Sleep"),
        ("/v1/journals", "journals", "Journal"),
        ("/v1/assessments", "assessments", "Assessment"),
        ("/v1/exercises", "exercises", "Exercise"),
        ("/v1/gratitude", "gratitude", "Gratitude"),
        ("/v1/context", "context", "Context"),
    ] {
        resource(&mut paths, path, tag, schema);
    }
    texts::paths(&mut paths);
    imports::paths(&mut paths);
    insights(&mut paths);
    overview::paths(&mut paths);
    risk::paths(&mut paths);
    recommendations::paths(&mut paths);
    correlations::paths(&mut paths);
    organisations::paths(&mut paths);
    population::paths(&mut paths);
    health(&mut paths);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Eunoia",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Mood analytics and mood prediction. Errors are problem documents (RFC 9457) with a stable `code`. \
                Writes are idempotent by event id: the same id and content gives the first answer again.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" }
        },
        "security": [{ "bearer": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
                "apiKey": { "type": "http", "scheme": "bearer", "description": "An organisation's API key, `eunoia_org_...`" }
            },
            "schemas": schemas::all()
        }
    })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn answer(description: &str, schema: &str) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": reference(schema) } } })
}

fn body(schema: Value) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

/// Answers of an operation: the good ones, and the problems it may end in.
fn answers(good: &[(&str, Value)], problems: &[(&str, &str)]) -> Value {
    let mut all: Map<String, Value> = good.iter().map(|(status, answer)| ((*status).to_owned(), answer.clone())).collect();
    for (status, description) in problems {
        let problem = json!({ "description": description, "content": { "application/problem+json": { "schema": reference("Problem") } } });
        all.insert((*status).to_owned(), problem);
    }
    all.into()
}

const SIGNED_OUT: (&str, &str) = ("401", "No valid access token");
const WRONG: (&str, &str) = ("422", "A value is wrong; `errors` names the field, the value and what is expected");
const AWAY: (&str, &str) = ("503", "A store is busy or away; try again after Retry-After seconds");

fn operation(tag: &str, id: &str, summary: &str, responses: Value) -> Value {
    json!({ "tags": [tag], "operationId": id, "summary": summary, "responses": responses })
}

fn with(mut operation: Value, key: &str, value: Value) -> Value {
    operation[key] = value;
    operation
}

fn query(name: &str, schema: Value, description: &str) -> Value {
    json!({ "name": name, "in": "query", "required": false, "schema": schema, "description": description })
}

/// A table, in one of the formats that are written.
fn file(description: &str) -> Value {
    json!({ "description": description, "content": {
        "application/vnd.apache.parquet": {}, "text/csv": { "schema": { "type": "string" } },
        "application/x-ndjson": { "schema": { "type": "string" } }
    } })
}

fn accounts(paths: &mut Map<String, Value>) {
    let session = |status| vec![(status, answer("The session", "Session"))];
    let post = |id: &str, summary: &str, schema: &str, responses: Value| {
        let operation = with(operation("account", id, summary, responses), "requestBody", body(reference(schema)));
        json!({ "post": with(operation, "security", json!([])) })
    };
    let wrong_token = ("401", "The token was used, has expired or never was");
    let register = answers(&session("201"), &[("409", "The address has an account"), WRONG, AWAY]);
    paths.insert(
        "/v1/auth/register".into(),
        post("register", "Make an account and sign in", "NewAccount", register),
    );
    let log_in = answers(&session("200"), &[("401", "The address or the password is wrong"), WRONG, AWAY]);
    paths.insert("/v1/auth/login".into(), post("logIn", "Sign in", "Credentials", log_in));
    let refresh = answers(&session("200"), &[wrong_token, WRONG, AWAY]);
    paths.insert(
        "/v1/auth/refresh".into(),
        post(
            "refresh",
            "Exchange a refresh token, once, for the next session",
            "RefreshToken",
            refresh,
        ),
    );
    let log_out = answers(&[("204", json!({ "description": "The session has ended" }))], &[WRONG, AWAY]);
    paths.insert("/v1/auth/logout".into(), post("logOut", "End a session", "RefreshToken", log_out));
    let me = answers(&[("200", answer("The person", "Person"))], &[SIGNED_OUT, AWAY]);
    let changed = answers(
        &[("200", answer("The person as they are now", "Person"))],
        &[SIGNED_OUT, WRONG, AWAY],
    );
    let change = operation(
        "account",
        "changeMe",
        "Change the zone or a consent; nothing that is recorded is dated anew",
        changed,
    );
    let change = with(change, "requestBody", body(reference("PersonChange")));
    paths.insert(
        "/v1/me".into(),
        json!({ "get": operation("account", "me", "Who is signed in", me), "patch": change }),
    );
}

fn events(paths: &mut Map<String, Value>) {
    let items = answers(
        &[("200", answer("An answer for each event, in order", "ItemAnswers"))],
        &[SIGNED_OUT, ("413", "More than 4 MiB"), WRONG, AWAY],
    );
    let either = json!({ "oneOf": [reference("Change"), { "type": "array", "maxItems": 1000, "items": reference("Change") }] });
    let record = operation(
        "events",
        "recordEvents",
        "Record one change or up to 1,000; a bad one never fails its neighbours",
        items,
    );
    paths.insert("/v1/events".into(), json!({ "post": with(record, "requestBody", body(either)) }));
    let lines = json!({ "description": "Lines as the commits go through", "content": { "application/x-ndjson": { "schema": reference("StreamLine") } } });
    let stream = operation(
        "events",
        "streamEvents",
        "Record any number of changes, one a line of at most 1 MiB",
        answers(&[("200", lines)], &[SIGNED_OUT, AWAY]),
    );
    let input = json!({ "required": true, "content": { "application/x-ndjson": { "schema": reference("Change") } } });
    paths.insert("/v1/events/stream".into(), json!({ "post": with(stream, "requestBody", input) }));
}

fn resource(paths: &mut Map<String, Value>, path: &str, tag: &str, schema: &str) {
    let id = json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" }, "description": "The entry's UUIDv7" });
    let (entry, draft, page) = (format!("{schema}Entry"), format!("{schema}Draft"), format!("{schema}Page"));
    let conflict = ("409", "The id was used with another content, or the entry is at another version");
    let (gone, missing) = (("410", "The entry was deleted"), ("404", "There is no such entry"));
    let create = answers(
        &[
            ("201", answer("Recorded", &entry)),
            ("200", answer("It was recorded before: the first answer again", &entry)),
        ],
        &[SIGNED_OUT, conflict, gone, WRONG, AWAY],
    );
    let create = operation(
        tag,
        &format!("create{schema}"),
        "Record an entry; send an id of your own to be able to repeat the call",
        create,
    );
    let date = json!({ "type": "string", "format": "date" });
    let list = answers(&[("200", answer("Newest first", &page))], &[SIGNED_OUT, WRONG, AWAY]);
    let list = with(
        operation(tag, &format!("list{schema}"), "The person's entries", list),
        "parameters",
        json!([
            query(
                "limit",
                json!({ "type": "integer", "minimum": 1, "maximum": 500, "default": 50 }),
                "Entries in a page"
            ),
            query("cursor", json!({ "type": "string" }), "`next_cursor` of the page before"),
            query("from", date.clone(), "First local date"),
            query("to", date, "Last local date"),
        ]),
    );
    paths.insert(
        path.into(),
        json!({ "post": with(create, "requestBody", body(reference(&draft))), "get": list }),
    );

    let read = answers(
        &[("200", answer("The latest version", &entry))],
        &[SIGNED_OUT, missing, gone, WRONG, AWAY],
    );
    let edit = answers(
        &[("200", answer("The new version", &entry))],
        &[SIGNED_OUT, missing, conflict, gone, WRONG, AWAY],
    );
    let edit = operation(tag, &format!("edit{schema}"), "Put another content in an entry's place", edit);
    let delete = answers(
        &[("204", json!({ "description": "Deleted" }))],
        &[SIGNED_OUT, missing, conflict, gone, WRONG, AWAY],
    );
    let needed = |name: &str, schema: Value, text: &str| json!({ "name": name, "in": "query", "required": true, "schema": schema, "description": text });
    let delete = with(
        operation(tag, &format!("delete{schema}"), "Delete an entry for good", delete),
        "parameters",
        json!([
            needed(
                "mutation_id",
                json!({ "type": "string", "format": "uuid" }),
                "An id of this deletion: repeating it does nothing twice"
            ),
            needed(
                "expected_version",
                json!({ "type": "integer", "minimum": 1 }),
                "The version it was made from"
            ),
        ]),
    );
    paths.insert(
        format!("{path}/{{id}}"),
        json!({
            "parameters": [id],
            "get": operation(tag, &format!("read{schema}"), "Read an entry", read),
            "put": with(edit, "requestBody", body(reference(&draft))),
            "delete": delete
        }),
    );
}

fn insights(paths: &mut Map<String, Value>) {
    let get = |id: &str, summary: &str, schema: &str, parameters: Value| {
        let responses = answers(&[("200", answer(summary, schema))], &[SIGNED_OUT, WRONG, AWAY]);
        json!({ "get": with(operation("insights", id, summary, responses), "parameters", parameters) })
    };
    paths.insert(
        "/v1/insights".into(),
        get(
            "insights",
            "What the person's history shows, and what it does not show yet",
            "Insights",
            json!([]),
        ),
    );
    let metric = query(
        "metric",
        json!({ "type": "string", "default": "mood.score" }),
        "What is forecast: a metric of the catalogue",
    );
    let horizon = query(
        "horizon",
        json!({ "type": "integer", "minimum": 1, "maximum": 14, "default": 7 }),
        "Days ahead",
    );
    paths.insert(
        "/v1/forecast".into(),
        get(
            "forecast",
            "The next days with an interval, and how such forecasts did on the person's own past, or why there is none",
            "Forecast",
            json!([metric, horizon]),
        ),
    );
    paths.insert(
        "/v1/forecast/leaderboard".into(),
        get(
            "forecastLeaderboard",
            "How every method would have forecast the last fifth of the person's own year, as of the last Sunday; or why that cannot be told",
            "Leaderboard",
            json!([metric, horizon]),
        ),
    );
    let days = query(
        "days",
        json!({ "type": "integer", "minimum": 7, "maximum": 366, "default": 90 }),
        "Days up to `to`",
    );
    let to = query(
        "to",
        json!({ "type": "string", "format": "date" }),
        "Last local date; today by default",
    );
    paths.insert(
        "/v1/dashboard".into(),
        get("dashboard", "Everything that the dashboard shows", "Dashboard", json!([days, to])),
    );
}

fn health(paths: &mut Map<String, Value>) {
    let plain = |text: &str| json!({ "description": text, "content": { "text/plain": { "schema": { "type": "string" } } } });
    let mut get = |path: &str, id: &str, summary: &str, responses: Value| {
        paths.insert(
            path.into(),
            json!({ "get": with(operation("operation", id, summary, responses), "security", json!([])) }),
        );
    };
    get(
        "/healthz",
        "healthz",
        "Whether the process runs",
        json!({ "200": plain("It runs") }),
    );
    let ready = json!({ "200": answer("Everything answers", "Readiness"), "503": answer("Something is missing", "Readiness") });
    get("/readyz", "readyz", "Whether everything answers", ready);
    get(
        "/metrics",
        "metrics",
        "Counts and durations in Prometheus' text format",
        json!({ "200": plain("The metrics") }),
    );
}
