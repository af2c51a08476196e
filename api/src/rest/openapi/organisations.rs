//! Organisations, their keys, and the aggregates that they see.

use serde_json::{Map, Value, json};

use super::{
    AWAY, SIGNED_OUT, WRONG, answer, answers, body, operation, query, reference,
    schemas::{array, closed, date, integer, maybe, maybe_number, object, string, text, uuid, words},
    with,
};

const UNSEEN: (&str, &str) = ("404", "There is no such organisation, or it is not for the caller to see");
const FULL: (&str, &str) = ("409", "What is there stands against it: `code` tells what");
const TOO_OFTEN: (&str, &str) = ("429", "Too often; try again after Retry-After seconds");

pub fn paths(paths: &mut Map<String, Value>) {
    organisations(paths);
    keys(paths);
    stats(paths);
}

fn id(name: &str, description: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" }, "description": description })
}

fn taking(operation: Value, schema: &str) -> Value {
    with(operation, "requestBody", body(reference(schema)))
}

fn organisations(paths: &mut Map<String, Value>) {
    let of = |id: &str, summary: &str, responses: Value| operation("organisations", id, summary, responses);
    let made = answers(&[("201", answer("Made", "Organisation"))], &[SIGNED_OUT, FULL, WRONG, AWAY]);
    let found = answers(&[("200", answer("In the order of joining", "Organisations"))], &[SIGNED_OUT, AWAY]);
    paths.insert(
        "/v1/organisations".into(),
        json!({
            "post": taking(of("createOrganisation", "Make an organisation, which the caller owns", made), "NewOrganisation"),
            "get": of("listOrganisations", "Where the caller is in", found)
        }),
    );
    let invited = answers(
        &[("201", answer("The code, shown once", "Invitation"))],
        &[SIGNED_OUT, UNSEEN, FULL, WRONG, AWAY],
    );
    let invite = of(
        "invite",
        "Make a code that many can join with until it expires; for an owner",
        invited,
    );
    paths.insert(
        "/v1/organisations/{id}/invitations".into(),
        json!({ "parameters": [id("id", "The organisation's id")], "post": taking(invite, "NewInvitation") }),
    );
    let joined = answers(
        &[
            ("201", answer("Joined", "Organisation")),
            ("200", answer("The caller was in already", "Organisation")),
        ],
        &[
            SIGNED_OUT,
            ("404", "There is no such code, or it has expired"),
            FULL,
            WRONG,
            TOO_OFTEN,
            AWAY,
        ],
    );
    let join = of(
        "join",
        "Join an organisation; what one recorded counts in its aggregates only while `aggregate_consent` is on",
        joined,
    );
    paths.insert("/v1/memberships".into(), json!({ "post": taking(join, "JoiningCode") }));
    let left = answers(
        &[("204", json!({ "description": "Left" }))],
        &[SIGNED_OUT, UNSEEN, ("409", "An owner cannot leave"), WRONG, AWAY],
    );
    paths.insert(
        "/v1/memberships/{id}".into(),
        json!({ "parameters": [id("id", "The organisation's id")], "delete": of("leave", "Leave an organisation", left) }),
    );
}

fn keys(paths: &mut Map<String, Value>) {
    let of = |id: &str, summary: &str, responses: Value| operation("API keys", id, summary, responses);
    let missing = ("404", "There is no such organisation or key, or it is not for the caller to see");
    let made = answers(
        &[("201", answer("The key with its secret, shown once", "FreshKey"))],
        &[SIGNED_OUT, UNSEEN, FULL, WRONG, AWAY],
    );
    let found = answers(&[("200", answer("The oldest first", "Keys"))], &[SIGNED_OUT, UNSEEN, WRONG, AWAY]);
    paths.insert(
        "/v1/organisations/{id}/keys".into(),
        json!({
            "parameters": [id("id", "The organisation's id")],
            "post": taking(of("createKey", "Make a key for a program", made), "NewKey"),
            "get": of("listKeys", "The keys, without their secrets", found)
        }),
    );
    let both = json!([id("id", "The organisation's id"), id("key_id", "The key's id")]);
    let revoked = answers(
        &[("204", json!({ "description": "It opens nothing any more" }))],
        &[SIGNED_OUT, missing, WRONG, AWAY],
    );
    paths.insert(
        "/v1/organisations/{id}/keys/{key_id}".into(),
        json!({ "parameters": both, "delete": of("revokeKey", "End a key at once and for good", revoked) }),
    );
    let rotated = answers(
        &[("201", answer("The key with its new secret, shown once", "FreshKey"))],
        &[SIGNED_OUT, missing, ("409", "The key was revoked"), WRONG, AWAY],
    );
    let rotate = of("rotateKey", "Give a key another secret; the old one holds for the grace", rotated);
    paths.insert(
        "/v1/organisations/{id}/keys/{key_id}/rotate".into(),
        json!({ "parameters": both, "post": taking(rotate, "KeyRotation") }),
    );
}

fn stats(paths: &mut Map<String, Value>) {
    let organisation = query(
        "organisation",
        json!({ "type": "string", "format": "uuid" }),
        "With a session: an organisation that the caller owns. With a key it can be left out",
    );
    let mut get = |path: &str, id: &str, summary: &str, schema: &str, own: Vec<Value>| {
        let refusals = [
            ("401", "Neither a valid access token nor a key that holds"),
            ("403", "The key lacks the scope stats:read"),
            UNSEEN,
            WRONG,
            TOO_OFTEN,
            AWAY,
        ];
        let responses = answers(&[("200", answer(summary, schema))], &refusals);
        let parameters: Vec<Value> = std::iter::once(organisation.clone()).chain(own).collect();
        let operation = with(operation("aggregates", id, summary, responses), "parameters", parameters.into());
        let either = json!([{ "bearer": [] }, { "apiKey": [] }]);
        paths.insert(path.into(), json!({ "get": with(operation, "security", either) }));
    };
    get(
        "/v1/stats/summary",
        "statsSummary",
        "How many people are counted, and what can be asked about them",
        "StatsSummary",
        vec![],
    );
    let levels = vec![
        query(
            "metric",
            json!({ "type": "string", "default": "mood.score" }),
            "One that the summary lists",
        ),
        query(
            "period",
            json!({ "enum": ["day", "week", "month"], "default": "week" }),
            "Whole calendar ones",
        ),
        query(
            "from",
            date(),
            "A date in the first period; at most 366 days, 260 weeks or 120 months",
        ),
        query(
            "to",
            date(),
            "A date in the last period; never later than the last one that is over",
        ),
    ];
    get(
        "/v1/stats/levels",
        "statsLevels",
        "The level of a metric in each period",
        "StatsLevels",
        levels,
    );
    get(
        "/v1/stats/insights",
        "statsInsights",
        "How many people each kind of insight holds for",
        "StatsInsights",
        vec![],
    );
    get(
        "/v1/stats/risk",
        "statsRisk",
        "How many people have which floor under their risk",
        "StatsRisk",
        vec![],
    );
    // As the others, but that its answer is a file and its scope another.
    let mut export = paths["/v1/stats/risk"].clone();
    let operation = &mut export["get"];
    operation["operationId"] = "statsExport".into();
    operation["summary"] = "Levels of every metric by day over the last year, as far as they may be shown".into();
    operation["responses"]["200"] = json!({ "description": "The file", "content": {
        "application/vnd.apache.parquet": {}, "text/csv": { "schema": string() }, "application/x-ndjson": { "schema": string() }
    } });
    operation["responses"]["403"]["description"] = "The key lacks the scope export:read".into();
    operation["parameters"] = json!([
        organisation,
        query(
            "format",
            json!({ "enum": ["parquet", "csv", "ndjson"], "default": "csv" }),
            "What the file is written in"
        )
    ]);
    paths.insert("/v1/stats/export".into(), export);
}

pub fn schemas(schemas: &mut Map<String, Value>) {
    let mut add = |name: &str, schema: Value| drop(schemas.insert(name.to_owned(), schema));
    let time = || json!({ "type": "string", "format": "date-time" });
    let yes = || json!({ "type": "boolean" });
    let days = |most: u32, usual: u32| json!({ "type": "integer", "minimum": 1, "maximum": most, "default": usual });
    let scopes = || array(json!({ "enum": ["stats:read", "export:read"] }));
    add("NewOrganisation", closed(&["name"], json!({ "name": words(100) })));
    add(
        "Organisation",
        object(
            &["id", "name", "role"],
            json!({ "id": uuid(), "name": string(), "role": { "enum": ["owner", "member"] } }),
        ),
    );
    add(
        "Organisations",
        object(&["items"], json!({ "items": array(reference("Organisation")) })),
    );
    add("NewInvitation", closed(&[], json!({ "expires_in_days": days(365, 14) })));
    add(
        "Invitation",
        object(&["code", "expires_at"], json!({ "code": string(), "expires_at": time() })),
    );
    add("JoiningCode", closed(&["code"], json!({ "code": string() })));
    add(
        "NewKey",
        closed(
            &["name", "scopes"],
            json!({ "name": words(100), "scopes": scopes(), "expires_in_days": days(730, 365) }),
        ),
    );
    let grace = json!({ "type": "integer", "minimum": 0, "maximum": 720, "default": 24 });
    add("KeyRotation", closed(&[], json!({ "grace_hours": grace })));
    add(
        "FreshKey",
        object(
            &["id", "name", "scopes", "secret", "created_at", "expires_at"],
            json!({
                "id": uuid(), "name": string(), "scopes": scopes(), "secret": text("Shown once: keep it"), "created_at": time(),
                "expires_at": time()
            }),
        ),
    );
    add(
        "Key",
        object(
            &[
                "id",
                "name",
                "scopes",
                "prefix",
                "created_at",
                "expires_at",
                "last_used_at",
                "revoked",
            ],
            json!({
                "id": uuid(), "name": string(), "scopes": scopes(), "prefix": text("How its secret begins"),
                "created_at": { "type": "string", "format": "date-time", "description": "When its present secret was made" },
                "expires_at": time(),
                "last_used_at": { "type": ["string", "null"], "format": "date-time", "description": "To the minute" }, "revoked": yes()
            }),
        ),
    );
    add("Keys", object(&["items"], json!({ "items": array(reference("Key")) })));
    aggregates(&mut add);
}

fn aggregates(add: &mut impl FnMut(&str, Value)) {
    let yes = || json!({ "type": "boolean" });
    let people = || json!({ "type": ["integer", "null"], "multipleOf": 5, "description": "Rounded down to a multiple of 5" });
    let share = || json!({ "type": ["number", "null"], "minimum": 0, "maximum": 1 });
    let of = |required: &[&str], own: Value| {
        let mut properties =
            json!({ "organisation": uuid(), "minimum_people": integer(), "note": text("What is counted, and how it is shown") });
        if let (Some(all), Value::Object(own)) = (properties.as_object_mut(), own) {
            all.extend(own);
        }
        object(&[&["organisation", "minimum_people", "note"], required].concat(), properties)
    };
    let metric = object(&["metric", "unit"], json!({ "metric": string(), "unit": string() }));
    let counted = object(
        &["suppressed", "members_counted"],
        json!({ "suppressed": yes(), "members_counted": people() }),
    );
    add(
        "StatsSummary",
        of(&["people", "metrics"], json!({ "people": counted, "metrics": array(metric) })),
    );
    let cell = object(
        &["start", "end", "suppressed", "people", "mean", "standard_deviation", "low", "high"],
        json!({
            "start": date(), "end": date(), "suppressed": yes(), "people": people(),
            "mean": { "type": ["number", "null"], "description": "Mean of people's own means" }, "standard_deviation": maybe_number(),
            "low": { "type": ["number", "null"], "description": "95 % interval of the mean" }, "high": maybe_number()
        }),
    );
    add(
        "CohortTrend",
        object(
            &["per_period", "low", "high", "direction", "cells", "model", "abstained"],
            json!({
                "per_period": maybe_number(), "low": maybe_number(), "high": maybe_number(), "direction": { "enum": ["up", "down", "unclear", null] },
                "cells": integer(), "model": reference("Model"), "abstained": maybe("Abstention")
            }),
        ),
    );
    add(
        "StatsLevels",
        of(
            &["metric", "unit", "period", "from", "to", "cells", "trend"],
            json!({
                "metric": string(), "unit": string(), "period": { "enum": ["day", "week", "month"] }, "from": date(), "to": date(),
                "cells": array(cell), "trend": reference("CohortTrend")
            }),
        ),
    );
    let kind = object(
        &["kind", "suppressed", "people", "share"],
        json!({ "kind": string(), "suppressed": yes(), "people": people(), "share": share() }),
    );
    add("StatsInsights", of(&["cells"], json!({ "cells": array(kind) })));
    let level = object(
        &["level", "suppressed", "people", "share"],
        json!({ "level": { "enum": ["none", "low", "moderate", "high", "unknown"] }, "suppressed": yes(), "people": people(), "share": share() }),
    );
    add(
        "StatsRisk",
        of(
            &["as_of", "basis", "cells"],
            json!({
                "as_of": { "type": "string", "format": "date-time" }, "basis": text("What the levels are made of, and what they are not"),
                "cells": array(level)
            }),
        ),
    );
}
