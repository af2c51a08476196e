//! Imports: their operations and the shapes of their bodies.

use serde_json::{Map, Value, json};

use super::{
    AWAY, SIGNED_OUT, WRONG, answer, answers, body, operation, query, reference,
    schemas::{array, closed, integer, object, string, text, uuid},
    with,
};

const TAG: &str = "imports";

pub fn paths(paths: &mut Map<String, Value>) {
    let missing = ("404", "There is no such import");
    let too_large = ("413", "More than 4 MiB");
    let create = answers(
        &[
            ("201", answer("Begun; send the file in parts", "Import")),
            ("200", answer("It was begun before: how it stands", "Import")),
        ],
        &[
            SIGNED_OUT,
            ("409", "The id stands for another import, or three are under way"),
            too_large,
            WRONG,
            AWAY,
        ],
    );
    let create = operation(
        TAG,
        "createImport",
        "Begin an import; send an id of your own to be able to repeat the call",
        create,
    );
    let list = answers(&[("200", answer("Newest first", "ImportPage"))], &[SIGNED_OUT, WRONG, AWAY]);
    let list = with(
        operation(TAG, "listImports", "The person's imports", list),
        "parameters",
        json!([
            query(
                "limit",
                json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 20 }),
                "Imports in a page"
            ),
            query("cursor", json!({ "type": "string" }), "`next_cursor` of the page before"),
        ]),
    );
    paths.insert(
        "/v1/imports".into(),
        json!({ "post": with(create, "requestBody", body(reference("NewImport"))), "get": list }),
    );
    let formats = answers(&[("200", answer("The formats", "ImportFormats"))], &[SIGNED_OUT, AWAY]);
    paths.insert(
        "/v1/imports/formats".into(),
        json!({ "get": operation(TAG, "importFormats", "The formats that files can be in", formats) }),
    );
    let id = json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" }, "description": "The import's UUIDv7" });
    let read = answers(&[("200", answer("How it stands", "Import"))], &[SIGNED_OUT, missing, WRONG, AWAY]);
    let delete = answers(
        &[("204", json!({ "description": "Cancelled, or taken off the list" }))],
        &[SIGNED_OUT, missing, WRONG, AWAY],
    );
    let delete = operation(
        TAG,
        "deleteImport",
        "Cancel an import that is under way and remove what was uploaded, or take one that has ended off the list; entries stay",
        delete,
    );
    paths.insert(
        "/v1/imports/{id}".into(),
        json!({
            "parameters": [id], "get": operation(TAG, "readImport", "How an import stands", read), "patch": append(missing, too_large), "delete": delete
        }),
    );
}

fn append(missing: (&str, &str), too_large: (&str, &str)) -> Value {
    let offset = json!({ "description": "Where the upload goes on", "schema": { "type": "integer" } });
    let mut taken = answers(
        &[("200", answer("Kept for good; with the last part the import is queued", "Import"))],
        &[
            SIGNED_OUT,
            missing,
            ("400", "The body broke off"),
            (
                "409",
                "`offset_mismatch`: the upload goes on at the answer's `Upload-Offset`; `import_ended`: it was cancelled or has failed",
            ),
            too_large,
            WRONG,
            AWAY,
        ],
    );
    for status in ["200", "409"] {
        taken[status]["headers"] = json!({ "Upload-Offset": offset });
    }
    let start = json!({
        "name": "Upload-Offset", "in": "header", "required": true, "schema": { "type": "integer", "minimum": 0 },
        "description": "`received` of the import: where the body belongs"
    });
    let append = with(
        operation(TAG, "appendToImport", "Send the next part of the file, up to 4 MiB", taken),
        "parameters",
        json!([start]),
    );
    let part = json!({ "required": true, "content": { "application/octet-stream": {} } });
    with(append, "requestBody", part)
}

pub fn schemas(schemas: &mut Map<String, Value>) {
    let format = json!({ "type": "string", "description": "One of /v1/imports/formats" });
    let maybe_text = json!({ "type": ["string", "null"] });
    schemas.insert(
        "NewImport".into(),
        closed(
            &["format", "size"],
            json!({
                "id": { "type": "string", "format": "uuid", "description": "A UUIDv7 that you make; without one the call cannot be repeated safely" },
                "format": format, "name": { "type": ["string", "null"], "minLength": 1, "maxLength": 255, "description": "What the person knows the file by" },
                "size": { "type": "integer", "minimum": 1, "maximum": 8_589_934_592_u64, "description": "Bytes of the file" },
                "zone": { "type": ["string", "null"], "description": "IANA zone of times that name none; the person's own by default" },
                "mapping": { "type": ["string", "null"], "description": "For formats that need one: what the columns mean, the text of a TOML" }
            }),
        ),
    );
    let time = json!({ "type": "string", "format": "date-time" });
    let error = object(
        &["code", "detail"],
        json!({ "code": text("Stable: write code against this"), "detail": text("What to mend") }),
    );
    schemas.insert(
        "Import".into(),
        object(
            &[
                "id",
                "format",
                "name",
                "zone",
                "state",
                "size",
                "received",
                "progress",
                "report",
                "error",
                "created_at",
                "updated_at",
            ],
            json!({
                "id": uuid(), "format": string(), "name": maybe_text, "zone": string(),
                "state": { "enum": ["uploading", "queued", "running", "done", "failed", "cancelled"] }, "size": integer(), "received": integer(),
                "progress": object(&["bytes", "of_bytes"], json!({ "bytes": integer(), "of_bytes": integer() })),
                "report": { "oneOf": [reference("ImportReport"), { "type": "null" }], "description": "What became of the rows so far" },
                "error": { "oneOf": [error, { "type": "null" }] }, "created_at": time.clone(), "updated_at": time
            }),
        ),
    );
    let rejected = object(&["line", "reason"], json!({ "line": integer(), "reason": string() }));
    schemas.insert(
        "ImportReport".into(),
        object(
            &["rows", "mapped", "duplicates", "rejected_total", "rejected", "merged", "not_taken_total", "not_taken"],
            json!({
                "rows": text_of("integer", "All of them: the sum of the counts below"), "mapped": integer(), "duplicates": integer(), "rejected_total": integer(),
                "rejected": { "type": "array", "maxItems": 1000, "items": rejected, "description": "The first of them, each with what to mend" },
                "merged": text_of("integer", "Rows that went into another row's entry"), "not_taken_total": integer(),
                "not_taken": { "type": "object", "additionalProperties": integer(), "description": "Rows that hold nothing that is recorded here, by type" },
                "ignored_columns": array(string())
            }),
        ),
    );
    schemas.insert(
        "ImportPage".into(),
        object(
            &["items", "next_cursor"],
            json!({ "items": array(reference("Import")), "next_cursor": { "type": ["string", "null"] } }),
        ),
    );
    let format = object(
        &["format", "title", "extensions", "needs_mapping"],
        json!({ "format": string(), "title": string(), "extensions": array(string()), "needs_mapping": { "type": "boolean" } }),
    );
    schemas.insert("ImportFormats".into(), object(&["items"], json!({ "items": array(format) })));
}

fn text_of(kind: &str, description: &str) -> Value {
    json!({ "type": kind, "description": description })
}
