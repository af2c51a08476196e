//! What is released about an organisation's people.

use serde_json::{Map, Value, json};

use super::{
    AWAY, SIGNED_OUT, WRONG, answer, answers, file, operation, query, reference,
    schemas::{array, date, integer, maybe, maybe_number, number, object, string, text, uuid},
    with,
};

pub fn paths(paths: &mut Map<String, Value>) {
    let organisation = query(
        "organisation",
        json!({ "type": "string", "format": "uuid" }),
        "With a session: an organisation that the caller owns. With a key it can be left out",
    );
    let names = eunoia_engine::population::tables().map(|table| table.name);
    let table = query("table", json!({ "enum": names }), "One table; all by default");
    let refusals = [
        ("401", "Neither a valid access token nor a key that holds"),
        ("403", "The key lacks the scope stats:read"),
        ("404", "There is no such organisation, or it is not for the caller to see"),
        WRONG,
        ("429", "Too often; try again after Retry-After seconds"),
        AWAY,
    ];
    let found = answers(&[("200", answer("The tables of the last year", "Population"))], &refusals);
    let summary = "Fixed tables about an organisation's people, each made once, with noise, and told again";
    let get = with(
        operation("aggregates", "population", summary, found),
        "parameters",
        json!([organisation.clone(), table]),
    );
    let either = json!([{ "bearer": [] }, { "apiKey": [] }]);
    paths.insert("/v1/population".into(), json!({ "get": with(get, "security", either.clone()) }));
    let format = query(
        "format",
        json!({ "enum": ["csv", "ndjson", "parquet"], "default": "csv" }),
        "What the file is written in",
    );
    let refusals = refusals.map(|(status, told)| (status, told.replace("stats:read", "export:read")));
    let refusals = refusals.each_ref().map(|(status, told)| (*status, told.as_str()));
    let found = answers(
        &[(
            "200",
            file("A row for each cell that is shown: table, start, end, from, to, level, people, share"),
        )],
        &refusals,
    );
    let get = with(
        operation(
            "aggregates",
            "exportPopulation",
            "The cells of the same tables that are shown, as a file",
            found,
        ),
        "parameters",
        json!([organisation, format]),
    );
    paths.insert("/v1/population/export".into(), json!({ "get": with(get, "security", either) }));
    let found = answers(
        &[(
            "200",
            answer("One for each table of each organisation that the caller joined", "Standings"),
        )],
        &[SIGNED_OUT, AWAY],
    );
    let summary = "The caller's own means beside the latest tables of the organisations that they joined";
    let get = operation("insights", "standing", summary, found);
    paths.insert("/v1/population/standing".into(), json!({ "get": get }));
}

pub fn schemas(schemas: &mut Map<String, Value>) {
    let mut add = |name: &str, schema: Value| drop(schemas.insert(name.to_owned(), schema));
    let privacy = object(
        &["epsilon", "delta", "epsilon_per_person_and_quarter", "mechanism"],
        json!({
            "epsilon": { "type": "number", "description": "Privacy loss of one table" },
            "delta": number(),
            "epsilon_per_person_and_quarter": { "type": "number", "description": "Of everything released about a person's days of one quarter, to whomever" },
            "mechanism": string()
        }),
    );
    add(
        "Population",
        object(
            &["organisation", "minimum_people", "privacy", "tables", "note"],
            json!({
                "organisation": uuid(), "minimum_people": integer(), "privacy": privacy, "tables": array(reference("PopulationTable")),
                "note": text("What is counted, and how it is shown")
            }),
        ),
    );
    add(
        "PopulationTable",
        object(
            &["table", "unit", "span", "threshold", "periods"],
            json!({
                "table": string(), "unit": { "type": ["string", "null"] }, "span": { "enum": ["month", "quarter"] },
                "threshold": { "type": "integer", "description": "What the counts must sum up to, with their noise, to be shown" },
                "periods": array(reference("PopulationPeriod"))
            }),
        ),
    );
    add(
        "PopulationPeriod",
        object(
            &[
                "start",
                "end",
                "suppressed",
                "released_at",
                "people",
                "mean",
                "standard_deviation",
                "percentiles",
                "cells",
                "change",
            ],
            json!({
                "start": date(), "end": date(), "suppressed": { "type": "boolean" }, "released_at": { "type": ["string", "null"], "format": "date-time" },
                "people": maybe("NoisyEstimate"), "mean": maybe("NoisyEstimate"), "standard_deviation": maybe_number(),
                "percentiles": array(reference("PopulationPercentile")), "cells": array(reference("PopulationCell")), "change": maybe("NoisyEstimate")
            }),
        ),
    );
    let estimate = json!({ "value": number(), "low": { "type": "number", "description": "95 % interval, which holds that people differ and the noise" }, "high": number() });
    add("NoisyEstimate", object(&["value", "low", "high"], estimate.clone()));
    let mut percentile = estimate;
    percentile["percent"] = number();
    add("PopulationPercentile", object(&["percent", "value", "low", "high"], percentile));
    add(
        "PopulationCell",
        object(
            &["from", "to", "level", "suppressed", "people", "share"],
            json!({
                "from": maybe_number(), "to": maybe_number(), "level": { "enum": ["none", "low", "moderate", "high", "unknown", null] },
                "suppressed": { "type": "boolean" }, "people": { "type": ["integer", "null"], "multipleOf": 5 }, "share": maybe_number()
            }),
        ),
    );
    let standing = object(
        &[
            "organisation",
            "name",
            "table",
            "unit",
            "start",
            "end",
            "own",
            "percent_below",
            "mean",
        ],
        json!({
            "organisation": uuid(), "name": string(), "table": string(), "unit": string(), "start": date(), "end": date(),
            "own": { "type": "number", "description": "The caller's own mean in the period" }, "percent_below": number(), "mean": reference("NoisyEstimate")
        }),
    );
    add("Standings", object(&["items"], json!({ "items": array(standing) })));
}
