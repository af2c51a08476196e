//! Organisations, and their keys.

use serde_json::{Map, Value, json};

use super::{
    AWAY, SIGNED_OUT, WRONG, answer, answers, body, operation, reference,
    schemas::{array, closed, object, string, text, uuid, words},
    with,
};

const UNSEEN: (&str, &str) = ("404", "There is no such organisation, or it is not for the caller to see");
const FULL: (&str, &str) = ("409", "What is there stands against it: `code` tells what");
const TOO_OFTEN: (&str, &str) = ("429", "Too often; try again after Retry-After seconds");

pub fn paths(paths: &mut Map<String, Value>) {
    organisations(paths);
    keys(paths);
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
}
